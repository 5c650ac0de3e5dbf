// A store of objects that is far away: takes S3's requests, keeps nothing, and answers after a while.
import { createServer } from "node:http";

const LATENCY = Number(process.argv[2] ?? 40);
const empty = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () =>
    setTimeout(() => {
      if (request.method === "PUT") response.writeHead(200, { etag: '"0"' }).end();
      else if (request.method === "DELETE") response.writeHead(204).end();
      else if (request.method === "HEAD") response.writeHead(404).end();
      else response.writeHead(200, { "content-type": "application/xml" }).end(empty);
    }, LATENCY),
  );
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
