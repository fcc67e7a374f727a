"use strict";
// An S3 store on disk that takes conditions and ignores them. Prints its port; ends when its input does.
const path = require("path");
const S3rver = require(path.join(process.argv[2], "node_modules", "s3rver"));
const server = new S3rver({
  port: 0,
  address: "127.0.0.1",
  silent: true,
  directory: process.argv[3],
  configureBuckets: [{ name: "evidence" }],
});
server.run().then(({ port }) => console.log(port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
