"""The role "bench" on python-socketio: server.py PORT."""

import sys

import socketio
import uvicorn

io = socketio.AsyncServer(async_mode="asgi", max_http_buffer_size=1_000_000, cors_allowed_origins=[])


@io.on("echo")
async def echo(sid, text):
    await io.emit("echo", text, to=sid)


@io.on("ack")
async def ack(sid, text):
    return text


@io.on("bin")
async def binary(sid, data):
    await io.emit("bin", data, to=sid)


@io.on("bcast")
async def broadcast(sid, value):
    await io.emit("bcast", value)


@io.on("join")
async def join(sid, room):
    await io.enter_room(sid, room)


@io.on("room")
async def room(sid, message):
    await io.emit("room", message["payload"], to=message["room"])


class Server(uvicorn.Server):
    """Tells when it listens."""

    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(f"READY python at 127.0.0.1:{sys.argv[1]}", flush=True)


config = uvicorn.Config(
    socketio.ASGIApp(io),
    host="127.0.0.1",
    port=int(sys.argv[1]),
    log_level="warning",
    access_log=False,
    ws_max_size=1_000_000,
    ws_per_message_deflate=False,
)
Server(config).run()
