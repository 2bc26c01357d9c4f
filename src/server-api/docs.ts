import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

import { AnnouncementDto } from './announcements.dto.js';
import { ConversationDto } from './conversations.dto.js';
import { MembershipDto } from './memberships.dto.js';
import { SentNotificationsDto } from './notifications.dto.js';
import { PrivateMessageDto } from './private-messages.dto.js';
import { ProjectDto } from './projects.dto.js';
import { RevocationDto } from './sessions.dto.js';
import { UserDto } from './users.dto.js';

const DESCRIPTION = `How other services of the platform tell this one who its users are, and send through it. What clients send and receive
through Socket.IO is described on [a page of its own](/docs/asyncapi).

Every request carries \`Authorization: Bearer <SERVICE_API_KEY>\`; without a key configured these routes do not exist.
A success is \`{ "data": … }\`, a failure \`{ "error": { code, message, retryable, details? } }\`: decide by the code, and show
the message, which is in the language of \`Accept-Language\`. Ids match \`^[A-Za-z0-9._-]{1,64}$\`; unknown properties are refused.`;

/** Serves the OpenAPI description: a page at `/docs`, JSON at `/docs/json`. Everything comes from this server. */
export function setupDocs(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Depth Realtime: server API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'SERVICE_API_KEY' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [
      AnnouncementDto,
      ConversationDto,
      MembershipDto,
      PrivateMessageDto,
      ProjectDto,
      RevocationDto,
      SentNotificationsDto,
      UserDto,
    ],
  });
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs/json',
    yamlDocumentUrl: 'docs/yaml',
    customSiteTitle: 'Depth Realtime',
  });
}
