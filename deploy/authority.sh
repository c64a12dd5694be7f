#!/usr/bin/env bash
# Makes a certificate authority for a network of units, and server certificates from it. A company that has an
# authority of its own uses that one; this is for a trial, a test, or a start.
#
#   authority.sh DIR                    makes DIR/root.crt and DIR/root.key, unless they are there
#   authority.sh DIR NAME [NAME...]     also makes DIR/NAME.crt (with the chain) and DIR/NAME.key for each host name
#
# Give every unit root.crt as `[tls] extra_ca`, and every workplace's trust store too. root.key signs: keep it off the
# machines that do not need it.
set -euo pipefail
umask 077

folder=${1:?usage: authority.sh DIR [NAME...]}
shift
mkdir -p "$folder"
cd "$folder"

if [ ! -e root.key ]; then
  openssl ecparam -name prime256v1 -genkey -noout -out root.key
  openssl req -x509 -new -key root.key -sha256 -days 3650 -out root.crt \
    -subj "/O=Meent/CN=Meent network authority" \
    -addext "basicConstraints=critical,CA:TRUE" \
    -addext "keyUsage=critical,keyCertSign,cRLSign"
  chmod 644 root.crt
fi

for name in "$@"; do
  openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
  openssl req -new -key "$name.key" -subj "/CN=$name" |
    openssl x509 -req -CA root.crt -CAkey root.key -CAcreateserial -sha256 -days 365 -extfile <(
      printf '%s\n' \
        "basicConstraints=critical,CA:FALSE" \
        "keyUsage=critical,digitalSignature" \
        "extendedKeyUsage=serverAuth" \
        "subjectAltName=DNS:$name"
    ) 2>/dev/null |
    cat - root.crt >"$name.crt"
  chmod 644 "$name.crt"
done
