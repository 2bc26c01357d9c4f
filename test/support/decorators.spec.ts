import { ValidationPipe } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { GreeterController } from './fixtures/greeter.controller.js';
import { Greeter, Vocabulary } from './fixtures/greeter.service.js';
import { GreetingDto } from './fixtures/greeting.dto.js';

/** The test compiler must emit what Nest reads at run time: without it injection and validation silently do nothing. */
describe('the test compiler', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it('emits constructor and parameter types for decorators', () => {
    expect(Reflect.getMetadata('design:paramtypes', Greeter)).toEqual([Vocabulary]);
    expect(Reflect.getMetadata('design:paramtypes', GreeterController.prototype, 'greet')).toEqual([GreetingDto]);
    expect(Reflect.getMetadata('design:type', GreetingDto.prototype, 'times')).toBe(Number);
  });

  it('lets Nest inject by type and validate a DTO', async () => {
    const module = await Test.createTestingModule({
      controllers: [GreeterController],
      providers: [Greeter, Vocabulary],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
    closers.push(() => app.close());
    await app.listen(0, '127.0.0.1');
    const post = async (body: unknown): Promise<Response> =>
      fetch(`${await app.getUrl()}/greetings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const accepted = await post({ name: 'Layla', times: 1 });
    expect([accepted.status, await accepted.text()]).toEqual([201, 'hello Layla']);
    expect((await post({ name: 7, times: 1 })).status).toBe(400);
    expect((await post({ name: 'Layla', times: 1, extra: true })).status).toBe(400);
  });
});
