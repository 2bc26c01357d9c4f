/** Stands in the place of a payload that was over the limit and has not been parsed. */
export class OversizedPayload {
  constructor(readonly bytes: number) {}
}
