// What Redis alone costs between two processes: published on one connection, received on another.
import { Redis } from 'ioredis';

const [url, seconds] = process.argv.slice(2);
const publisher = new Redis(url);
const subscriber = new Redis(url);
await subscriber.subscribe('bench');
const latencies = [];
const end = performance.now() + Number(seconds) * 1000;
const payload = 'x'.repeat(200);
while (performance.now() < end) {
  const sentAt = performance.now();
  const received = new Promise((resolve) => subscriber.once('message', resolve));
  void publisher.publish('bench', payload);
  await received;
  latencies.push((performance.now() - sentAt) * 1000);
  await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 3));
}
process.stdout.write(JSON.stringify(latencies), () => process.exit(0));
