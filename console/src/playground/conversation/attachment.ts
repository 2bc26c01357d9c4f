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
  const called = name.trim() === '' ? lastPartOf(parsed) : name.trim();
  return { type: kind, metadata: { url: parsed.href, name: called === '' ? parsed.host : called } };
}

/** What a file is called by its address; an address may hold a percent sign that stands for nothing. */
function lastPartOf({ pathname }: URL): string {
  const part = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
