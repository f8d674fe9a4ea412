// Preloaded into products that a test starts: when the test's process is gone, however it went, the pipe that it
// holds closes, and the product goes too instead of living on unseen.
process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref?.();
