// For words that have no options.
import { z } from 'zod';

export const noOptions = z.strictObject({});
export type NoOptions = z.infer<typeof noOptions>;
