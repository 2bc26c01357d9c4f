import { ApiProperty } from '@nestjs/swagger';

import { ERROR_CATALOGUE, type ErrorCode } from '../errors/catalogue.js';
import type { ErrorBody, ErrorBodyDetails } from '../errors/coded-error.js';

/** The `error` of a failed request, for the documentation. */
export class ApiErrorDto implements ErrorBody {
  @ApiProperty({ enum: Object.keys(ERROR_CATALOGUE), description: 'Never changes with the language' })
  code!: ErrorCode;

  @ApiProperty({ example: 'بيانات غير صالحة', description: 'In the language of Accept-Language' })
  message!: string;

  @ApiProperty({ description: 'Whether the same request may succeed later' })
  retryable!: boolean;

  @ApiProperty({
    required: false,
    description: 'The broken rules, or the id under which an unexpected failure was logged',
    oneOf: [
      {
        type: 'array',
        items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
      },
      { type: 'object', properties: { errorId: { type: 'string' } } },
    ],
    example: [{ path: 'memberIds.0', message: 'ليس معرّف مستخدم' }],
  })
  details?: ErrorBodyDetails;
}
