import { describe, expect, it } from 'vitest';

import { CodedError } from '../../errors/coded-error.js';
import { IsId } from './is-id.js';
import { PayloadValidator } from './payload-validator.js';

class LeaveDto {
  @IsId()
  conversationId!: string;
}

describe('the payload validator', () => {
  const validator = new PayloadValidator();
  const codeOf = (payload: unknown): string | undefined => {
    try {
      validator.validate(LeaveDto, payload);
      return undefined;
    } catch (error) {
      return error instanceof CodedError ? error.code : String(error);
    }
  };

  it('returns an instance of the class', () => {
    const dto = validator.validate(LeaveDto, { conversationId: 'general' });
    expect(dto).toBeInstanceOf(LeaveDto);
    expect(dto.conversationId).toBe('general');
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('refuses a property named %s', (name) => {
    expect(codeOf(JSON.parse(`{"conversationId":"general","${name}":{}}`))).toBe('VALIDATION_FAILED');
    expect(codeOf(JSON.parse(`{"conversationId":{"${name}":{"prototype":1}}}`))).toBe('VALIDATION_FAILED');
  });

  it('refuses what is nested too deeply, however deep', () => {
    const depth = 20_000;
    expect(codeOf(JSON.parse(`{"conversationId":${'['.repeat(depth)}${']'.repeat(depth)}}`))).toBe('VALIDATION_FAILED');
  });
});
