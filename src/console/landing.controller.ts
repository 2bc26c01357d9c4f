import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

/** Leads who opens the server's own address to its documentation, where there is no console. */
@Controller()
@ApiExcludeController()
export class LandingController {
  @Get()
  @Redirect('/docs')
  land(): void {
    // The answer is in the decorator.
  }
}
