import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

/** How a file travels: as it is, or as the build compressed it. */
export type Encoding = 'br' | 'gzip' | 'identity';

/** One file of the page, ready to be sent. */
export interface ConsoleFile {
  readonly contentType: string;
  /** Of the content, whatever the encoding. */
  readonly etag: string;
  /** Whether its name changes with its content, so that it may be kept for ever. */
  readonly immutable: boolean;
  readonly bodies: ReadonlyMap<Encoding, Buffer>;
}

/** Where the build puts the page; the sources and the compiled program are at the same distance from it. */
const FOLDER = fileURLToPath(new URL('../../dist/console/public/', import.meta.url));

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const COMPRESSED: readonly (readonly [suffix: string, encoding: Encoding])[] = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
];

/**
 * The built page, read once at the start and served from memory: a request names an entry of a table, never a path of
 * the file system. Empty, with a warning, where the page was not built.
 */
@Injectable()
export class ConsoleFiles implements OnModuleInit {
  private readonly files = new Map<string, ConsoleFile>();

  onModuleInit(): void {
    if (!existsSync(FOLDER)) {
      new Logger(ConsoleFiles.name).warn('there is no console here: it was not built (npm run build)');
      return;
    }
    for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
      const contentType = CONTENT_TYPES[extname(name)];
      if (contentType !== undefined) this.files.set(name, readFile(name, contentType));
    }
  }

  /** By its path below the folder of the build, such as `index.html`. */
  find(name: string): ConsoleFile | undefined {
    return this.files.get(name);
  }
}

function readFile(name: string, contentType: string): ConsoleFile {
  const path = FOLDER + name;
  const content = readFileSync(path);
  const bodies = new Map<Encoding, Buffer>([['identity', content]]);
  for (const [suffix, encoding] of COMPRESSED) {
    if (existsSync(path + suffix)) bodies.set(encoding, readFileSync(path + suffix));
  }
  return {
    contentType,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: name !== 'index.html',
    bodies,
  };
}
