import type { Config } from '../config/config.js';

/** Whether this is somebody's first try: outside production, with nobody's key to sign tokens, and no platform to ask. */
export function isDemo({
  production,
  tokenKey,
  platform,
}: Pick<Config, 'production' | 'tokenKey' | 'platform'>): boolean {
  return !production && tokenKey === undefined && platform === undefined;
}
