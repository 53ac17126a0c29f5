// Runs the training worker, and tells of its heap from inside: Node 20 cannot ask that of a thread from outside.
const { PerformanceObserver } = require('node:perf_hooks');
const v8 = require('node:v8');
const vm = require('node:vm');
const { workerData } = require('node:worker_threads');

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
let collections = 0;
const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
observer.observe({ entryTypes: ['gc'] });
const { engine, port } = workerData;
port.on('message', (wanted) => {
  if (wanted.collect) collect();
  port.postMessage({ used: v8.getHeapStatistics().used_heap_size, collections });
  collections = 0;
});
port.unref();
require(engine);
