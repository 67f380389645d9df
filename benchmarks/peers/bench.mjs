// The role "bench", for every server that has socket.io's own API.
export function bench(io) {
  io.on("connection", (socket) => {
    socket.on("echo", (text) => socket.emit("echo", text));
    socket.on("ack", (text, cb) => cb(text));
    socket.on("bin", (binary) => socket.emit("bin", binary));
    socket.on("bcast", (value) => io.emit("bcast", value));
    socket.on("join", (room) => socket.join(room));
    socket.on("room", ({ room, payload }) => io.to(room).emit("room", payload));
  });
}
