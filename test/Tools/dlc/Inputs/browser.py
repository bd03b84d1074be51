#!/usr/bin/env python3
"""Opens a page in a browser without a window, and prints what a script in it reports.

    browser.py BROWSER PAGE SCRIPT    BROWSER is chromium or firefox-esr; SCRIPT is a file with an expression, whose value is taken when the page is loaded

The page is served from this machine, with the script behind it, and the result comes back the same way, so that all browsers can do it. Fails
after a minute without one."""
import http.server
import os
import signal
import subprocess
import sys
import tempfile
import threading

browser, path, script = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    page = file.read()
with open(script, encoding="utf-8") as file:
    script = file.read()
report = f"<script>onload = () => fetch('/', {{method: 'POST', body: String({script})}})</script>"
if "</body>" not in page:
    sys.exit(f"{path} has no body")
page = page.replace("</body>", report + "</body>").encode()
results, arrived = [], threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, contents):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(contents)))
        self.end_headers()
        self.wfile.write(contents)

    def do_GET(self):
        self.answer(page if self.path == "/" else b"")

    def do_POST(self):
        results.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(b"")
        arrived.set()

    def log_message(self, *arguments):
        pass


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    if "firefox" in browser:
        command = [browser, "--headless", "--no-remote", "--profile", home, address]
    else:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}", address]
    with open(os.path.join(home, "log"), "w") as log:
        # A group of its own, since browsers are several processes.
        process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ, HOME=home), start_new_session=True)
        arrived.wait(60)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    server.shutdown()
print(results[0] if results else sys.exit(f"{browser} reported nothing"))
