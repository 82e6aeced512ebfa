# Sourced by tests that need a real terminal: one tmux session a time, on a socket of its own.
#   screen WIDTH HEIGHT command   starts it          keys KEY...   types          wait_for TEXT   until it is on the screen
#   picture                       the screen, lines without blanks at the end     close_screen
command -v tmux >/dev/null || {
	echo "1..0 # SKIP tmux is not installed"
	exit 0
}
_tmux() {
	TMUX='' tmux -L "fupan-$$" -f /dev/null "$@"
}
screen() {
	_w=$1 _h=$2
	shift 2
	_tmux new-session -d -x "$_w" -y "$_h" "$*; echo \"exit \$?\"; sleep 60" \; set-option -g escape-time 0
}
picture() {
	_tmux capture-pane -p "$@" | sed -e 's/ *$//' -e '/^$/d'
}
keys() {
	_tmux send-keys "$@"
}
wait_for() {
	_tries=0
	until picture | grep -qF -e "$1"; do
		_tries=$((_tries + 1))
		[ $_tries -lt 200 ] || return 1
		sleep 0.05
	done
}
close_screen() {
	_tmux kill-server 2>/dev/null
	sleep 0.1
}
trap 'close_screen; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
