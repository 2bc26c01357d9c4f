"""python-socketio on a WebSocket that offers compression. Prints what it hears, and the answer to what it says itself."""

import asyncio
import functools
import json
import os

import aiohttp
import socketio

ROOM = os.environ["ROOM"]

# Off unless asked for.
aiohttp.ClientSession.ws_connect = functools.partialmethod(aiohttp.ClientSession.ws_connect, compress=15)

sio = socketio.AsyncClient()


@sio.event(namespace="/chat")
async def connect():
    await sio.emit("chat:join", {"conversationId": ROOM}, namespace="/chat", callback=joined)


async def joined(_answer):
    print("joined", flush=True)


@sio.on("chat:message", namespace="/chat")
async def on_message(message):
    print(json.dumps({"heard": message["content"]}), flush=True)
    if message["content"] == "say it back":
        said = {"conversationId": ROOM, "content": "من بايثون " * 400}
        await sio.emit("chat:message", said, namespace="/chat", callback=answered)


async def answered(answer):
    print(json.dumps({"answered": answer["data"]["content"]}), flush=True)


async def main():
    await sio.connect(
        os.environ["SERVER"],
        namespaces=["/chat"],
        auth={"token": os.environ["TOKEN"]},
        transports=["websocket"],
    )
    await sio.wait()


asyncio.run(main())
