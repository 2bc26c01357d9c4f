import { applyDecorators, type Type } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiResponse, getSchemaPath } from '@nestjs/swagger';

import { ERROR_CATALOGUE, type ErrorCode } from '../errors/catalogue.js';
import { ApiErrorDto } from './api-error.dto.js';

/** The codes with which any route of the server API may answer. */
const CODES: readonly ErrorCode[] = [
  'VALIDATION_FAILED',
  'AUTH_REQUIRED',
  'AUTH_INVALID',
  'FORBIDDEN',
  'PAYLOAD_TOO_LARGE',
  'UNAVAILABLE',
  'SHUTTING_DOWN',
  'SOCKET_ERROR',
];

/** Documents the answer of a route: 200 with `{ data }`. */
export const ReturnsData = (type: Type): MethodDecorator => ApiOkResponse(dataOf(type));

/** Documents the answer of a route that sends something: 201 with `{ data }`. */
export const ReturnsCreated = (type: Type): MethodDecorator => ApiCreatedResponse(dataOf(type));

/** Documents the failures of every route, one response a status. */
export function ApiErrorResponses(): ClassDecorator {
  const statuses = new Map<number, ErrorCode[]>();
  for (const code of CODES) {
    const { httpStatus } = ERROR_CATALOGUE[code];
    statuses.set(httpStatus, [...(statuses.get(httpStatus) ?? []), code]);
  }
  return applyDecorators(
    ApiExtraModels(ApiErrorDto),
    ...[...statuses].map(([status, codes]) =>
      ApiResponse({
        status,
        description: codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].raisedWhen}`).join('\n\n'),
        schema: { type: 'object', required: ['error'], properties: { error: { $ref: getSchemaPath(ApiErrorDto) } } },
      }),
    ),
  );
}

function dataOf(type: Type) {
  return {
    description: '',
    schema: { type: 'object', required: ['data'], properties: { data: { $ref: getSchemaPath(type) } } },
  };
}
