// A fresh word for each document, so that only our own script runs in it.
import { randomBytes } from 'node:crypto';

export const nonce = (): string => randomBytes(16).toString('base64url');
