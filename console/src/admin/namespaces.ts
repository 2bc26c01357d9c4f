/** The namespaces of the server, as filters name them. */
export const NAMESPACES = ['/', '/chat', '/projects', '/notifications', '/admin'] as const;

export type Namespace = (typeof NAMESPACES)[number];
