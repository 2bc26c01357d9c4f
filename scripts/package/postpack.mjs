// Run by `npm pack` after it has packed.
import { restore } from './swap.mjs';

restore();
