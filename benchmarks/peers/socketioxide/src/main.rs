//! The role "bench" on socketioxide: `peer PORT`.

use axum::serve::ListenerExt;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use socketioxide::extract::{AckSender, Data, SocketRef};
use socketioxide::SocketIo;
use tokio::net::TcpListener;

const MOST_BYTES: u64 = 1_000_000;

#[derive(Deserialize)]
struct RoomMessage {
    room: String,
    payload: Value,
}

async fn on_connect(socket: SocketRef) {
    socket.on("echo", async |socket: SocketRef, Data(text): Data<String>| {
        socket.emit("echo", &text).ok();
    });
    socket.on("ack", async |Data(text): Data<String>, ack: AckSender| {
        ack.send(&text).ok();
    });
    socket.on("bin", async |socket: SocketRef, Data(binary): Data<Bytes>| {
        socket.emit("bin", &binary).ok();
    });
    socket.on("bcast", async |io: SocketIo, Data(value): Data<Value>| {
        io.emit("bcast", &value).await.ok();
    });
    socket.on("join", async |socket: SocketRef, Data(room): Data<String>| {
        socket.join(room);
    });
    socket.on("room", async |io: SocketIo, Data(message): Data<RoomMessage>| {
        io.to(message.room).emit("room", &message.payload).await.ok();
    });
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let port = std::env::args().nth(1).expect("expected a port");
    let (layer, io) = SocketIo::builder().max_payload(MOST_BYTES).build_layer();
    io.ns("/", on_connect);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))
        .await
        .expect("could not listen")
        .tap_io(|stream| {
            stream.set_nodelay(true).ok();
        });
    println!("READY socketioxide at 127.0.0.1:{port}");
    let app = axum::Router::new().layer(layer);
    axum::serve(listener, app).await.expect("could not serve");
}
