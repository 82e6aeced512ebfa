# Sourced by every shell test. Each test runs in a fresh folder with a scrubbed environment, a fixed identity and locale, and speaks TAP.
#
#   is NAME WANT GOT            texts are equal
#   has NAME TEXT FILE          the file holds the text          hasnt NAME TEXT FILE
#   run CODE NAME command...    exits with CODE; output is in \$work/out and \$work/err
#   yes NAME command...         a condition holds                done_testing
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
fupan=${FUPAN:-$top/build/fupan}
shared=${SHARED:-$top/../shared}
[ -d "$shared/data" ] && shared=$(cd "$shared" && pwd)
# A binary that was built elsewhere (make BUILD=...) does not see plugins/ and cases/ beside it.
data=
case $fupan in
"$top"/*) ;;
*) [ -d "${fupan%/*}/../share/fupan" ] || data=$top ;;
esac
for v in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p') FUPAN_NOW FUPAN_LANG FUPAN_FAULT FUPAN_DATA FUPAN_AUTHOR EDITOR VISUAL COLUMNS; do unset "$v"; done
export LC_ALL=C.UTF-8 TZ=UTC FUPAN_LANG=en NO_COLOR=1 FUPAN_NO_FSYNC=1
[ -z "$data" ] || export FUPAN_DATA="$data"
work=$(mktemp -d "${TMPDIR:-/tmp}/fupan-test.XXXXXX")
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_DATA_HOME=$work/home/.local/share
mkdir -p "$HOME"
git config --global user.name 组长
git config --global user.email lead@example.invalid
git config --global init.defaultBranch main
cd "$work" || exit 1
n=0
bad=0

_ok() {
	n=$((n + 1))
	echo "ok $n - $1"
}
_not() {
	n=$((n + 1))
	bad=$((bad + 1))
	echo "not ok $n - $1"
	shift
	printf '%s\n' "$@" | head -n 30 | sed 's/^/# /'
}
is() {
	if [ "$2" = "$3" ]; then _ok "$1"; else _not "$1" "want: $2" "got:  $3"; fi
}
# Output of the last run, wherever the test stands now.
_file() {
	case $1 in out | err) echo "$work/$1" ;; *) echo "$1" ;; esac
}
has() {
	set -- "$1" "$2" "$(_file "$3")"
	if grep -qF -e "$2" "$3"; then _ok "$1"; else _not "$1" "not found: $2" "in:" "$(cat "$3")"; fi
}
hasnt() {
	set -- "$1" "$2" "$(_file "$3")"
	# A file that is missing proves nothing.
	if [ ! -f "$3" ]; then
		_not "$1" "there is no file $3"
	elif grep -qF -e "$2" "$3"; then _not "$1" "found: $2" "in:" "$(grep -F -e "$2" "$3")"; else _ok "$1"; fi
}
# Dying by a signal or a sanitizer is never the failure that a test waits for.
run() {
	_code=$1
	_name=$2
	shift 2
	"$@" >"$work/out" 2>"$work/err"
	_got=$?
	if [ $_got -eq "$_code" ] && ! grep -qE 'AddressSanitizer|runtime error|this is a bug' "$work/err"; then
		_ok "$_name"
	else
		_not "$_name" "exit $_got, want $_code" "stdout:" "$(head -c 2000 "$work/out")" "stderr:" "$(head -c 4000 "$work/err")"
	fi
}
yes() {
	_name=$1
	shift
	if "$@"; then _ok "$_name"; else _not "$_name" "failed: $*"; fi
}
# skip NAME WHY: counted; a failure where it would hide missing data that is said to be there.
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
clean() {
	[ -z "$(git -C "$1" status --porcelain)" ]
}
done_testing() {
	echo "1..$n"
	[ $bad -eq 0 ]
}
