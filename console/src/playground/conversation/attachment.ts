import type { Message } from 'depth-realtime/client';

/** An image or a file, as it is being described. */
export interface AttachmentDraft {
  readonly kind: 'image' | 'file';
  readonly url: string;
  readonly name: string;
}

/** What goes into the message; undefined when the address is not one of https. */
export function attachmentOf({ kind, url, name }: AttachmentDraft): Pick<Message, 'type' | 'metadata'> | undefined {
  const parsed = URL.parse(url.trim());
  if (parsed?.protocol !== 'https:') return undefined;
  const called = name.trim() === '' ? decodeURIComponent(parsed.pathname.split('/').at(-1) ?? '') : name.trim();
  return { type: kind, metadata: { url: parsed.href, name: called === '' ? parsed.host : called } };
}
