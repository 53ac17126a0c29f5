// Imported before the language's schemas: zod would try to compile code, and the page's policy would tell of it.
import { z } from 'zod';

z.config({ jitless: true });
