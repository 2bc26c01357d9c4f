import type {
  ChangedMessage,
  DeletedMessage,
  DeleteMessage,
  EditMessage,
  JoinConversation,
  JoinedConversation,
  Message,
  MessagePage,
  ReadBySomeone,
  ReadMessage,
  ReadReceipt,
  SetTyping,
  Typing,
} from '../../src/chat/chat.protocol.js';
import type { Context } from '../core/context.js';
import type { Unsubscribe } from '../core/emitter.js';
import type { Sent } from '../core/outbox.js';
import { Room, type RoomState } from '../core/room.js';
import { SharedRoom, type PageQuery } from '../core/shared-room.js';
import { ConversationView, type ConversationState } from './conversation-view.js';
import { TypingSignal } from './typing-signal.js';

/** What happens in a conversation. Those with a seq come to every handler once and in order, through any outage. */
export interface ConversationEvents {
  /** A new message, also one's own. */
  message: Message;
  /** An edit: `messageSeq` is the place of the message, `seq` that of the edit. */
  updated: ChangedMessage;
  deleted: DeletedMessage;
  /** Someone has read up to `lastReadSeq`. Not repeated after an outage: `state.members` has it then. */
  read: ReadBySomeone;
  /** Someone else types, or stopped. Not repeated after an outage. */
  typing: Typing;
  /** Too much was missed to be told one by one: this is how it stands, in the place of all before. */
  reload: JoinedConversation;
  /** The room's own state: joined, rejoining, revoked… */
  status: RoomState;
}

/** What a message may be besides text. */
export type MessageExtras = Pick<Message, 'type' | 'metadata'>;

/** How many messages a join brings. */
const HISTORY = 50;

/** One conversation, shared by everything in this client that has it open. */
export class ConversationRoom extends SharedRoom<ConversationState, ConversationEvents, MessagePage> {
  readonly room: Room<JoinedConversation>;
  readonly content: ConversationView;
  protected readonly ends: readonly Unsubscribe[];
  private readonly typist: TypingSignal;
  private readonly holders = new Set<object>();

  constructor(
    readonly id: string,
    private readonly context: Context,
  ) {
    super();
    const { connection, outbox, session } = context;
    const link = connection.link('/chat');
    const key = `conversation:${id}`;
    this.content = new ConversationView(
      () => this.room.state.get(),
      () => outbox.items.get().filter(({ room, event }) => room === key && event === 'chat:message'),
      () => session.userId,
    );
    this.typist = new TypingSignal((isTyping) => this.tellTyping(isTyping));
    this.room = new Room<JoinedConversation>(link, {
      key,
      events: ['chat:message', 'chat:updated', 'chat:deleted'],
      several: false,
      concerns: (data) => this.concerns(data),
      joinCommand: (since) => {
        const join: JoinConversation = { conversationId: id, ...(since ? { since } : { history: HISTORY }) };
        return ['chat:join', join];
      },
      leaveCommand: () => ['chat:leave', { conversationId: id }],
      entered: (joined, first) => {
        this.content.reset(joined);
        if (!first) this.events.emit('reload', joined);
      },
      caughtUp: (joined) => this.content.caughtUp(joined),
      handle: (event, data) => this.handle(event, data),
    });
    this.ends = [
      this.room.state.subscribe(() => this.statusChanged()),
      outbox.items.subscribe(() => this.content.view.changed()),
      link.on<ReadBySomeone>('chat:read', (data) => {
        if (!this.concerns(data)) return;
        this.content.read(data);
        this.events.emit('read', data);
        const gap = data.lastReadSeq + 1 < (this.content.oldest ?? 0);
        // Read elsewhere, further up than what is loaded: how much is unread between, the server alone can tell.
        if (gap && data.userId === session.userId) void this.read(data.messageId).catch(() => undefined);
      }),
      link.on<Typing>('user:typing', (data) => {
        if (!this.concerns(data)) return;
        this.content.setTyping(data.userId, data.isTyping);
        this.events.emit('typing', data);
      }),
    ];
  }

  send(content: string, extras: Partial<MessageExtras> = {}): Sent<Message> {
    this.typist.set(false);
    const sent = this.write<Message>('chat:message', { content, ...extras });
    // The receipt may come before the event, which then finds the message there.
    void sent.done.then(
      (message) => this.content.add(message),
      () => undefined,
    );
    return sent;
  }

  edit(change: Omit<EditMessage, 'conversationId'>): Sent<Message> {
    return this.write('chat:edit', { ...change });
  }

  delete(change: Omit<DeleteMessage, 'conversationId'>): Sent<Message> {
    return this.write('chat:delete', { ...change });
  }

  setTyping(isTyping: boolean): void {
    this.typist.set(isTyping);
  }

  async read(messageId: string): Promise<ReadReceipt> {
    const command: ReadMessage = { conversationId: this.id, messageId };
    await this.room.ready(this.context.connection.settings.deadlineMs);
    const receipt = await this.room.link.command<ReadReceipt>('chat:read', command);
    this.content.receipt(receipt);
    return receipt;
  }

  page(query: PageQuery): Promise<MessagePage> {
    return this.room.link.command<MessagePage>('chat:history', { conversationId: this.id, ...query });
  }

  /** Holds the list for one of those who use it. */
  hold(holder: object, held: boolean): void {
    if (held) this.holders.add(holder);
    else if (!this.holders.delete(holder)) return;
    this.content.hold(this.holders.size > 0);
  }

  override leave(): Promise<void> {
    this.typist.set(false);
    this.content.nobodyTypes();
    return super.leave();
  }

  private write<T>(event: string, payload: Record<string, unknown>): Sent<T> {
    return this.context.outbox.add<T>(`conversation:${this.id}`, event, { conversationId: this.id, ...payload });
  }

  private concerns(data: object): boolean {
    return 'conversationId' in data && data.conversationId === this.id;
  }

  private handle(event: string, data: object): void {
    switch (event) {
      case 'chat:message':
        this.content.count(data as Message);
        this.content.add(data as Message);
        this.events.emit('message', data as Message);
        break;
      case 'chat:updated':
        this.content.update(data as ChangedMessage);
        this.events.emit('updated', data as ChangedMessage);
        break;
      default:
        this.content.delete(data as DeletedMessage);
        this.events.emit('deleted', data as DeletedMessage);
    }
  }

  private statusChanged(): void {
    const state = this.room.state.get();
    if (state.status !== 'joined') this.content.nobodyTypes();
    this.content.view.changed();
    this.events.emit('status', state);
  }

  /** Of no use later: dropped while there is nobody to tell. */
  private tellTyping(isTyping: boolean): void {
    if (this.room.state.get().status !== 'joined') return;
    const command: SetTyping = { conversationId: this.id, isTyping };
    this.room.link.send('chat:typing', command, () => undefined);
  }
}
