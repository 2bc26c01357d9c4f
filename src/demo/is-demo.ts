import type { Config } from '../config/config.js';

/** Whether this is somebody's first try: outside production, with nobody's key to sign tokens. */
export function isDemo({ production, tokenKey }: Pick<Config, 'production' | 'tokenKey'>): boolean {
  return !production && tokenKey === undefined;
}
