#!/usr/bin/env python3
"""Opens an ONNX file in Netron, in a browser without a window, and prints which operators are drawn, with their number.

    netron_page.py MODEL.onnx [PAGE.html]    with Python's package netron, and Chromium; PAGE.html is the page that is drawn

Fails after five minutes without a graph.
"""
import collections
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading

import netron
import netron.server

# When the graph is laid out, the page sends itself back. The cookie is the answer to the question that comes first.
SCRIPT = b"""<script>
document.cookie = 'consent=1';
const waiting = setInterval(() => {
  if (document.body.classList.contains('default') && document.querySelector('.node')) {
    clearInterval(waiting);
    fetch('/', {method: 'POST', body: document.documentElement.outerHTML});
  }
}, 100);
</script>"""
Handler = netron.server._HTTPRequestHandler
write, pages, arrived = Handler._write, [], threading.Event()


def with_script(self, status, kind, content):
    write(self, status, kind, content.replace(b"<head>", b"<head>" + SCRIPT, 1) if kind and "html" in kind else content)


def take(self):
    pages.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
    write(self, 200, "text/plain", b"")
    arrived.set()


Handler._write, Handler.do_POST = with_script, take
host, port = netron.start(sys.argv[1], ("127.0.0.1", 0), browse=False)
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with open(os.path.join(home, "log"), "w") as log:
        # A group of its own, since browsers are several processes.
        process = subprocess.Popen([*command, f"http://{host}:{port}/"], stdout=log, stderr=log, env=dict(os.environ, HOME=home), start_new_session=True)
        arrived.wait(300)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
netron.stop((host, port))
if not pages:
    sys.exit("Netron draws nothing")
if sys.argv[2:]:
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(pages[0])
operators = collections.Counter(re.findall(r'class="node-item node-item-type[^"]*"[^>]*>.*?<text[^>]*>([^<]*)</text>', pages[0]))
print(", ".join(f"{count} {name}" for name, count in sorted(operators.items())))
