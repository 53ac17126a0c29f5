// Stands in for @vscode/spdlog, the native module by which VS Code writes its logs and what
// extensions say in output channels: npm would have to compile it, and a user need not have a compiler.
// Same calls, same lines. Without it output channels stay empty.
const { appendFileSync, mkdirSync, renameSync, statSync } = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let commonLevel = 2;

class Logger {
  constructor(_type, _name, file, fileSize) {
    this.file = file;
    this.fileSize = fileSize;
    this.level = undefined;
    this.formatted = true;
  }
  getLevel() {
    return this.level ?? commonLevel;
  }
  setLevel(level) {
    this.level = level;
  }
  /** VS Code knows two patterns: its own with time and level, and (after clearFormatters) the bare text. */
  setPattern() {
    this.formatted = true;
  }
  clearFormatters() {
    this.formatted = false;
  }
  flush() {} // every line is written at once
  drop() {
    this.file = undefined;
  }
  write(level, message) {
    if (!this.file || level < this.getLevel()) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      appendFileSync(this.file, this.formatted ? `${time} [${levels[level]}] ${message}\n` : message);
      if (this.fileSize && statSync(this.file).size > this.fileSize) renameSync(this.file, `${this.file}.1`);
    } catch {
      // a log that cannot be written stops nobody's work
    }
  }
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => {
  Logger.prototype[name] = function (message) {
    this.write(level, message);
  };
});

async function create(name, file, fileSize) {
  mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file, fileSize);
}

exports.version = 0;
exports.setLevel = (level) => (commonLevel = level);
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
