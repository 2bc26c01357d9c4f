import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { MessageBody } from '@nestjs/websockets';

import { callerOf } from './command-context.js';

/** The command's payload, validated against the parameter's DTO class. */
export const Payload = (): ParameterDecorator => MessageBody();

/** The {@link Caller} of the command. */
export const Sender = createParamDecorator((_data: unknown, context: ExecutionContext) => callerOf(context));
