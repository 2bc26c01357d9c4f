"""A conversation with python-socketio: python3 chat.py "what to say" …"""

import asyncio
import os
import sys
import uuid

import socketio

SERVER = os.environ.get("SERVER", "http://127.0.0.1:3000")
TOKEN = os.environ["TOKEN"]
CONVERSATION = "general"

sio = socketio.AsyncClient()

# Where this client stands: epoch and seq. What it needs in order to catch up after a pause.
position = None
# What was written and is not stored yet. The same clientMessageId makes every repeat harmless.
waiting = {}


def show(message):
    print(f"#{message['seq']} {message['senderId']}: {message['content']}", flush=True)


# Runs at the first connection and after every reconnection. Not sio.call(): handlers must not wait for an answer, since
# it is read only after they are done. The callback is the place for it.
@sio.event(namespace="/chat")
async def connect():
    join = {"conversationId": CONVERSATION, "since": position, "history": 50}
    await sio.emit("chat:join", join, namespace="/chat", callback=joined)


async def joined(answer):
    global position
    if "error" in answer:
        print(answer["error"]["code"], answer["error"]["message"], flush=True)
        return
    data = answer["data"]
    # Exactly what was missed, or, when that is too much, how it stands.
    if data["recovered"]:
        for missed in data["events"]:
            await HANDLERS[missed["event"]](missed["data"])
    else:
        for message in data["messages"]:
            show(message)
    position = {"epoch": data["epoch"], "seq": data["seq"]}
    print(f"-- joined at #{data['seq']} --", flush=True)
    for message in list(waiting.values()):
        await deliver(message)


# Every event of the conversation carries its seq, edits and deletions too.
def remember(data):
    if position is not None:
        position["seq"] = data["seq"]


async def on_message(message):
    remember(message)
    show(message)


async def on_updated(message):
    remember(message)
    print(f"#{message['messageSeq']} is now: {message['content']}", flush=True)


async def on_deleted(deletion):
    remember(deletion)
    print(f"#{deletion['messageSeq']} is gone", flush=True)


HANDLERS = {"chat:message": on_message, "chat:updated": on_updated, "chat:deleted": on_deleted}
for name, handler in HANDLERS.items():
    sio.on(name, handler, namespace="/chat")


async def deliver(message):
    async def answered(answer):
        error = answer.get("error")
        if error and error["retryable"]:
            await asyncio.sleep(error.get("retryAfterMs", 1000) / 1000)
            await deliver(message)
            return
        waiting.pop(message["clientMessageId"], None)
        print(error["code"] if error else f"stored as #{answer['data']['seq']}", flush=True)

    await sio.emit("chat:message", message, namespace="/chat", callback=answered)


async def main():
    for content in sys.argv[1:]:
        client_message_id = str(uuid.uuid4())
        waiting[client_message_id] = {
            "conversationId": CONVERSATION,
            "content": content,
            "clientMessageId": client_message_id,
        }
    # The library keeps `auth` for its reconnections. With tokens that expire, disconnect and connect with a new one.
    await sio.connect(SERVER, namespaces=["/chat"], auth={"token": TOKEN, "locale": "en"}, transports=["websocket"])
    await sio.wait()


asyncio.run(main())
