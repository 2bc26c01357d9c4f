/** Where somebody is signed in: in one of the playground's panes, or in the administration. */
export type Place = 'first' | 'second' | 'admin';
