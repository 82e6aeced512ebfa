#!/bin/sh
# Installs the distribution packages that building (setup.sh build), testing (setup.sh test) or the benchmark's peers (setup.sh peers)
# need and that are missing.
# As root or through sudo; where neither works it prints the exact command and fails. Debian and Ubuntu.
set -eu
build="gcc libc6-dev pkg-config libgit2-dev libcmark-dev libyaml-dev liblua5.4-dev libsqlite3-dev libicu-dev libjansson-dev libzip-dev libxml2-dev libxlsxwriter-dev libdeflate-dev liblinear-dev libseccomp-dev libsodium-dev zlib1g-dev"
test="universal-ctags chromium fonts-noto-cjk perl python3 sqlite3 tmux fzf bash zsh fish"
peers="perl sqlite3 ripgrep notmuch lua5.4 pandoc python3-sklearn python3-jieba"
case "${1:-}" in
build) want=$build ;;
test) want="$build $test" ;;
peers) want=$peers ;;
*)
	echo "usage: setup.sh build|test|peers" >&2
	exit 2
	;;
esac
if [ "$1" = test ]; then
	# Any node will do, also one that no package brought.
	command -v node >/dev/null 2>&1 || want="$want nodejs"
	command -v npm >/dev/null 2>&1 || want="$want npm"
fi
if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "setup: this is no Debian or Ubuntu; needed are: $want" >&2
	exit 0
fi
missing=
for p in $want; do
	# A gcc of another version, or a hand-made tool on the path, serves as well.
	case $p in
	gcc | chromium | perl | sqlite3) command -v "$p" >/dev/null 2>&1 && continue ;;
	ripgrep) command -v rg >/dev/null 2>&1 && continue ;;
	esac
	dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $p"
done
# The browser tests' node packages, pinned by their lock file.
node_packages() {
	[ "$1" = test ] || return 0
	cmp -s tests/deck/package-lock.json tests/deck/node_modules/.from-lock && return 0
	echo "setup: installing node packages of tests/deck" >&2
	(cd tests/deck && npm ci --loglevel=error --no-audit --no-fund >/dev/null && cp package-lock.json node_modules/.from-lock)
}
cd "$(dirname "$0")/../.."
[ -n "$missing" ] || {
	node_packages "$1"
	exit
}
if [ "$(id -u)" = 0 ]; then
	run=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
	run=sudo
else
	echo "setup: these packages are missing; please run:" >&2
	echo "  su -c 'apt-get update && apt-get install -y --no-install-recommends$missing'" >&2
	exit 1
fi
echo "setup: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
$run apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || {
	$run apt-get update -qq
	$run apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
node_packages "$1"
