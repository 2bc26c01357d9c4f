import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';

/** Whom to be. */
export class DemoTokenDto {
  @IsId()
  userId!: string;
}

/** What to tell whom. */
export class DemoNotificationDto {
  @IsId()
  userId!: string;

  @IsText(200)
  title!: string;

  @IsText(4000)
  body!: string;
}
