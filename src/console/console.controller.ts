import { Controller, Get, Header, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';

import { Config } from '../config/config.js';
import { isLocalRequest } from '../demo/local-request.js';
import { type ConsoleFile, ConsoleFiles, type Encoding } from './console-files.js';
import { consoleSettings } from './console-settings.js';
import type { ConsoleSettings } from './console.protocol.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** A year. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ALWAYS_ASK = 'no-cache';

/** The page at `/`, and below `/console/` what belongs to it. The page's own addresses are behind the `#`. */
@Controller()
@ApiExcludeController()
export class ConsoleController {
  constructor(
    private readonly config: Config,
    private readonly files: ConsoleFiles,
  ) {}

  @Get()
  index(@Req() request: Request, @Res() response: Response): void {
    const page = this.files.find('index.html');
    if (page === undefined) response.redirect('/docs');
    else send(page, request, response);
  }

  @Get('console/settings')
  @Header('Cache-Control', 'no-store')
  settings(@Req() request: Request): ConsoleSettings {
    return consoleSettings(this.config, isLocalRequest(request));
  }

  @Get('console/:name')
  file(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const file = this.files.find(`console/${name}`);
    if (file === undefined) throw new NotFoundException();
    send(file, request, response);
  }
}

function send(file: ConsoleFile, request: Request, response: Response): void {
  const encoding = encodingFor(file, request);
  response.set({
    ...SECURITY_HEADERS,
    'Cache-Control': file.immutable ? FOR_EVER : ALWAYS_ASK,
    'Content-Type': file.contentType,
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  });
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  // Answers 304 by itself when the browser has this version.
  response.send(file.bodies.get(encoding));
}

function encodingFor(file: ConsoleFile, request: Request): Encoding {
  const accepted = request.acceptsEncodings('br', 'gzip');
  return (accepted === 'br' || accepted === 'gzip') && file.bodies.has(accepted) ? accepted : 'identity';
}
