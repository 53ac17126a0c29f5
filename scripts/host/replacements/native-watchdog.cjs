// Stands in for @vscode/native-watchdog (compiled as spdlog is), which ends an extension host whose
// server has gone. Ours are one process group, ended together; this looks once a second all the same.
exports.start = (pid) => {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0); // asks only whether it lives
    } catch {
      process.exit(87);
    }
  }, 1000);
  timer.unref();
};
exports.exit = (code) => process.exit(code ?? 0);
