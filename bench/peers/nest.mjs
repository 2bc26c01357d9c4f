// A textbook Nest gateway, with what ours has and nothing of its own: tokens checked at the handshake, a guard for the
// session and one for the room, an interceptor for metrics and one for the log, a ValidationPipe with a DTO. Nothing stored.
// Plain JavaScript, so the decorators are called by hand.
import 'reflect-metadata';

import { Logger, Module, UseGuards, UseInterceptors, UsePipes, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import jwt from 'jsonwebtoken';
import { tap } from 'rxjs';
import { Socket } from 'socket.io';

class JoinDto {}
class MessageDto {}
class TypingDto {}
for (const dto of [JoinDto, MessageDto, TypingDto]) {
  IsString()(dto.prototype, 'conversationId');
  Length(1, 64)(dto.prototype, 'conversationId');
}
IsString()(MessageDto.prototype, 'content');
Length(1, 4000)(MessageDto.prototype, 'content');
IsOptional()(MessageDto.prototype, 'type');
IsString()(MessageDto.prototype, 'type');
IsBoolean()(TypingDto.prototype, 'isTyping');

class SessionGuard {
  canActivate(context) {
    const { session } = context.switchToWs().getClient().data;
    return session !== undefined && (session.exp === undefined || session.exp * 1000 > Date.now());
  }
}

class MemberGuard {
  canActivate(context) {
    const ws = context.switchToWs();
    return ws.getClient().rooms.has(ws.getData()?.conversationId);
  }
}

class MetricsInterceptor {
  commands = new Map();

  intercept(context, next) {
    const started = performance.now();
    return next.handle().pipe(
      tap(() => {
        const event = context.switchToWs().getPattern();
        const { count = 0, ms = 0 } = this.commands.get(event) ?? {};
        this.commands.set(event, { count: count + 1, ms: ms + performance.now() - started });
      }),
    );
  }
}

class LoggingInterceptor {
  logger = new Logger('commands');

  intercept(context, next) {
    const ws = context.switchToWs();
    return next
      .handle()
      .pipe(tap(() => this.logger.debug(`${ws.getPattern()} of ${ws.getClient().data.session.userId}`)));
  }
}

class ChatGateway {
  afterInit(server) {
    server.use((socket, next) => {
      try {
        socket.data.session = jwt.verify(socket.handshake.auth.token, process.env.JWT_SECRET);
        next();
      } catch {
        next(new Error('invalid token'));
      }
    });
  }

  join({ conversationId }, socket) {
    socket.join(conversationId);
    return { data: {} };
  }

  message(message) {
    this.server.to(message.conversationId).emit('chat:message', message);
    return { data: {} };
  }

  typing(typing, socket) {
    socket.to(typing.conversationId).emit('user:typing', typing);
    return { data: {} };
  }
}
const { prototype } = ChatGateway;
WebSocketServer()(prototype, 'server');
const command = (method, event, dto, ...guards) => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method);
  MessageBody()(prototype, method, 0);
  ConnectedSocket()(prototype, method, 1);
  Reflect.defineMetadata('design:paramtypes', [dto, Socket], prototype, method);
  SubscribeMessage(event)(prototype, method, descriptor);
  if (guards.length > 0) UseGuards(...guards)(prototype, method, descriptor);
};
command('join', 'chat:join', JoinDto);
command('message', 'chat:message', MessageDto, SessionGuard, MemberGuard);
command('typing', 'chat:typing', TypingDto, SessionGuard, MemberGuard);
UseInterceptors(MetricsInterceptor, LoggingInterceptor)(ChatGateway);
UsePipes(new ValidationPipe({ whitelist: true, transform: true }))(ChatGateway);
WebSocketGateway({ namespace: '/chat' })(ChatGateway);

class AppModule {}
Module({ providers: [ChatGateway, SessionGuard, MemberGuard, MetricsInterceptor, LoggingInterceptor] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: ['error'] });
app.useWebSocketAdapter(new IoAdapter(app));
await app.listen(0, '127.0.0.1');
console.log(`http://127.0.0.1:${app.getHttpServer().address().port}`);
process.on('SIGTERM', () => process.exit(0));
