"""Units as a company would run them: `meent serve` on loopback, nginx with TLS in front, an authority of their own."""

import json
import os
import pathlib
import shutil
import signal

from . import processes
from .checks import eventually

ROOT = pathlib.Path(__file__).resolve().parents[3]
MEENT = os.environ.get("E2E_BINARY", str(ROOT / "target" / "debug" / "meent"))


class Unit:
    """One unit: its folder, its configuration, its process, and its command line."""

    def __init__(self, folder, config):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.domain = config["domain"]
        self.bind = config["bind"]
        self.url = config["public_url"]
        self.log = self.folder / "log"
        self.config = self.folder / "meent.toml"
        self.config.write_text(toml(config))
        self.process = None

    def start(self, inside=()):
        """Starts the unit, `inside` another command that ends by running it, and waits until it listens."""
        self.log.touch()
        before = self.log.stat().st_size
        command = [*inside, MEENT, "serve", "--config", str(self.config)]
        self.process = processes.start(command, self.log, cwd=self.folder)

        def listens():
            said = self.log.read_bytes()[before:].decode(errors="replace")
            # Its own word for it: something else may be listening there.
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.domain} ended with {self.process.returncode}: {said[-2000:]}")
            return " listens on " in said

        eventually(f"{self.domain} listens", listens, seconds=30)
        return self

    def stop(self):
        return processes.stop(self.process)

    def kill(self):
        """The hard way: no warning, no clean-up."""
        return processes.stop(self.process, signal.SIGKILL)

    def run(self, *arguments, given=None, seconds=60):
        """Runs `meent ARGUMENTS --config ...` for this unit and returns its output; a failure is an error."""
        done = processes.run(
            [MEENT, *arguments, "--config", str(self.config)], input=given, cwd=self.folder, timeout=seconds
        )
        if done.returncode != 0:
            raise AssertionError(f"meent {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def add_person(self, name, password, role="member"):
        shown = self.run("user", "create", name, "--role", role, "--password-stdin", "--json", given=password + "\n")
        return json.loads(shown)

    def token_for(self, name, scopes="read write follow"):
        return self.run("token", "create", "--user", name, "--scopes", scopes).strip()


class Network:
    """Some units behind one nginx, on names of their own, peered with each other."""

    def __init__(self, folder, names):
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.names = names
        self.port = processes.free_port()
        self.root_certificate = self.folder / "authority" / "root.crt"
        self._make_certificates()
        hosts = {name: "127.0.0.1" for name in names}
        self.units = {name: Unit(self.folder / name, self._config(name, hosts)) for name in names}

    def __getitem__(self, name):
        return self.units[name]

    def start(self, peered=True):
        """Starts all units; `peered` lets each know the others by hand."""
        self._start_proxy()
        for unit in self.units.values():
            unit.start()
        for unit in self.units.values() if peered else ():
            for peer in self.units.values():
                if peer is not unit:
                    unit.run("peer", "add", peer.domain)
        return self

    def _config(self, name, hosts):
        folder = self.folder / name
        return {
            "domain": f"{name}:{self.port}",
            "public_url": f"https://{name}:{self.port}",
            "bind": f"127.0.0.1:{processes.free_port()}",
            "data_dir": str(folder / "data"),
            "database_url": f"sqlite://{folder}/data/meent.db",
            "reach": "network",
            "trusted_proxies": ["127.0.0.1/32"],
            "tls": {"extra_ca": str(self.root_certificate)},
            "federation": {"allow_cidrs": ["127.0.0.0/8"], "ports": [self.port], "hosts": hosts},
        }

    def _make_certificates(self):
        done = processes.run([ROOT / "deploy" / "authority.sh", self.folder / "authority", *self.names])
        assert done.returncode == 0, done.stderr

    def _start_proxy(self):
        """nginx with the proxy settings of deploy/, which are thereby tested."""
        servers = "\n".join(self._server(name) for name in self.names)
        # Root's workers would otherwise be `nobody`, who may not look into the test's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        places = " ".join(
            f"{kind}_temp_path {self.folder}/nginx-{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = self.folder / "nginx.conf"
        config.write_text(
            f"{user} daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/nginx-error.log;\n"
            "events { worker_connections 512; }\n"
            f"http {{ access_log {self.folder}/nginx-access.log; {places}\n"
            'map $http_upgrade $connection_upgrade { default upgrade; "" ""; }\n'
            f"{servers}\n}}\n"
        )
        nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        assert nginx, "nginx is not installed"
        processes.start([nginx, "-p", self.folder, "-c", config], self.folder / "nginx-output.log")

    def _server(self, name):
        authority = self.folder / "authority"
        return f"""
            server {{
                listen 127.0.0.1:{self.port} ssl http2;
                server_name {name};
                ssl_certificate {authority}/{name}.crt;
                ssl_certificate_key {authority}/{name}.key;
                client_max_body_size 125m;
                merge_slashes off;
                location / {{
                    proxy_pass http://{self.units[name].bind};
                    include {ROOT}/deploy/nginx/proxy.conf;
                }}
            }}"""

    def environment(self):
        """For Python programs that talk to these units: their names, and the authority to trust."""
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT / "tests" / "e2e" / "names"),
            "E2E_NAMES": " ".join(self.names),
            "REQUESTS_CA_BUNDLE": str(self.root_certificate),
        }


def toml(config):
    """A configuration as TOML: plain keys first, then one section for each dictionary."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in config.items() if not isinstance(value, dict)]
    for section, keys in config.items():
        if isinstance(keys, dict):
            lines.append(f"\n[{section}]")
            lines += [f"{key} = {inline(value)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def inline(value):
    """A value as TOML writes it; JSON's form is right for all but tables."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {inline(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)


def workplace(name):
    """The folder for one test's files, under the build folder, so that a failed run can be looked into."""
    target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))
    return pathlib.Path(target) / "e2e" / name
