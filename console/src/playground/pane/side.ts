import type { Place } from '../../session/place.js';

/** Which of the two people. */
export type Side = Exclude<Place, 'admin'>;
