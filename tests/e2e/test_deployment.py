"""The files in `deploy/`, checked as far as that goes without a container engine."""

import itertools
import re
import shutil
import tomllib

import yaml
from support import processes
from support.checks import Checks, contains, equal
from support.units import MEENT, ROOT, workplace

DEPLOY = ROOT / "deploy"
NAMES = ["hrm.company.internal", "it.company.internal", "facilities.company.internal"]

checks = Checks("deployment")
folder = workplace("deployment")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def succeeds(*command, **options):
    done = processes.run([str(part) for part in command], **options)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr).strip()}"
    return done.stdout + done.stderr


def adapted(source, **replacements):
    """A copy of a file in which paths of the real system are replaced by ones of this test."""
    text = source.read_text()
    for old, new in replacements.values():
        assert old in text, f"{source.name} does not name {old}"
        text = text.replace(old, str(new))
    copy = folder / source.name
    copy.write_text(text)
    return copy


with checks.check("the authority's certificates verify, and only for their own name"):
    authority = folder / "authority"
    succeeds(DEPLOY / "authority.sh", authority, *NAMES)
    for name in NAMES:
        verify = ["openssl", "verify", "-CAfile", authority / "root.crt", "-verify_hostname"]
        contains(succeeds(*verify, name, authority / f"{name}.crt"), "OK")
        other = processes.run([*map(str, verify), "other.internal", str(authority / f"{name}.crt")])
        assert other.returncode != 0, "verified for another name"
    equal((authority / "root.key").stat().st_mode & 0o077, 0, "the key's permissions for others")

service = adapted(DEPLOY / "systemd" / "meent.service", program=("/usr/local/bin/meent", MEENT))
with checks.check("systemd takes the service"):
    equal(succeeds("systemd-analyze", "verify", "--recursive-errors=no", service).strip(), "", "complaints")
with checks.check("systemd finds the service well confined"):
    # An exposure of at most 1.5 on systemd's scale, which ends at 10.
    contains(succeeds("systemd-analyze", "security", "--offline=true", "--threshold=15", service), "Overall exposure")

with checks.check("nginx takes the sample"):
    site = adapted(
        DEPLOY / "nginx" / "meent.conf",
        tls=("/etc/meent/tls", authority),
        include=("/etc/nginx/meent/proxy.conf", DEPLOY / "nginx" / "proxy.conf"),
    )
    # Sockets in the test's folder instead of ports, which may be taken, or not for us.
    count = itertools.count()
    text = re.sub(r"listen (\[::\]:)?(80|443)", lambda _: f"listen unix:{folder}/{next(count)}", site.read_text())
    site.write_text(text)
    whole = folder / "nginx.conf"
    whole.write_text(f"pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; include {site}; }}")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    output = succeeds(nginx, "-t", "-p", folder, "-c", whole)
    assert "[warn]" not in output, output

caddy_folders = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder), "PATH": "/usr/bin"}
for name, replacements in (("caddy", {}), ("compose", {"key": ("/authority/", f"{authority}/")})):
    with checks.check(f"Caddy takes the sample in {name}/"):
        sample = adapted(DEPLOY / name / "Caddyfile", **replacements)
        output = succeeds("caddy", "validate", "--adapter", "caddyfile", "--config", sample, env=caddy_folders)
        assert '"level":"warn"' not in output, output

compose = yaml.safe_load((DEPLOY / "compose" / "compose.yml").read_text())
units = {name: service for name, service in compose["services"].items() if name != "proxy"}
with checks.check("each service of the compose file runs confined"):
    for name, settings in compose["services"].items():
        equal(settings["read_only"], True, f"{name}: read_only")
        equal(settings["cap_drop"], ["ALL"], f"{name}: cap_drop")
        contains(settings["security_opt"], "no-new-privileges:true", f"{name}: security_opt")
    for name, settings in units.items():
        assert not settings["user"].startswith("0"), f"{name} runs as root"
        assert "ports" not in settings, f"{name} can be reached past the proxy"
with checks.check("all that the compose file mounts is there, or declared"):
    for name, settings in compose["services"].items():
        for volume in settings["volumes"]:
            source = volume.split(":")[0]
            if not source.startswith("./"):
                contains(compose["volumes"], source, f"{name}: volumes")
            elif not source.startswith("./authority"):
                assert (DEPLOY / "compose" / source).is_file(), f"{name}: no {source}"
with checks.check("the proxy of the compose file serves the units' names"):
    caddyfile = (DEPLOY / "compose" / "Caddyfile").read_text()
    aliases = compose["services"]["proxy"]["networks"]["network"]["aliases"]
    equal(sorted(aliases), sorted(NAMES), "aliases")
    for name, unit in zip(NAMES, units, strict=True):
        assert re.search(rf"^{re.escape(name)} {{\s+import unit\s+reverse_proxy {unit}:8080$", caddyfile, re.M), name
with checks.check("the units' configurations are valid"):
    for name, unit in zip(NAMES, units, strict=True):
        path = DEPLOY / "compose" / "units" / f"{unit}.toml"
        equal(tomllib.loads(path.read_text())["domain"], name, "domain")
        config = adapted(path, ca=("/etc/meent/root.crt", authority / "root.crt"), data=('"/data"', f'"{folder}/data"'))
        succeeds(MEENT, "serve", "--config", config, "--check")

container = (DEPLOY / "Containerfile").read_text()
with checks.check("the image runs without root, and its build uses a compiler that is new enough"):
    final = container.rsplit("\nFROM ", 1)[1]
    user = re.findall(r"^USER (\d+):\d+$", final, re.M)
    assert user and user[-1] != "0", f"USER {user}"
    equal(compose["x-unit"]["user"].split(":")[0], user[-1], "the user in the compose file")
    wanted = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["rust-version"]
    used = re.search(r"^FROM rust:(\d+)\.(\d+)", container, re.M).groups()
    assert tuple(map(int, used)) >= tuple(map(int, wanted.split("."))), f"{used} is older than {wanted}"
with checks.check("what the image's build needs is not hidden from it"):
    hidden = set((ROOT / ".dockerignore").read_text().split("\n"))
    for needed in ("Cargo.toml", "Cargo.lock", "src", "federation", "migrations", "tests"):
        assert needed not in hidden, f"{needed} is hidden"

checks.finish()
