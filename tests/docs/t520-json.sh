#!/bin/sh
# docs/json.md and the program name the same keys; every line is one sorted JSON object and nothing else stands on stdout.
. "$(dirname "$0")/../cli/lib.sh"
export FUPAN_DATA="$top"
"$fupan" init --demo book >/dev/null 2>&1
cd book || exit 1

# keys NAME [free]: the lines of out against the row of NAME; free: other keys may stand beside them.
cat >../keys.pl <<'P'
use strict;
use warnings;
use JSON::PP;
my ($doc, $name, $free) = @ARGV;
my ($row) = grep { /^\| [^|]*`\Q$name\E`[^|]*\|/ } do { open my $f, '<', $doc or die; <$f> };
die "no row for $name in $doc\n" unless $row;
my (undef, undef, undef, $keys) = split /\|/, $row;
my %want = map { s/\?$// ? ($_ => 0) : ($_ => 1) } $keys =~ /`([a-z0-9_]+\??)`/g;
my ($n, %seen) = (0);
while (my $line = <STDIN>) {
	chomp $line;
	my $v = JSON::PP->new->utf8->decode($line);
	die "not an object: $line\n" unless ref $v eq 'HASH';
	my @order = $line =~ /^\{"([^"]*)"/ ? ($1, (sort keys %$v)[0]) : ('', '');
	die "keys not sorted: $line\n" if $order[0] ne $order[1];
	for my $k (keys %want) { die "no key $k in: $line\n" if $want{$k} && !exists $v->{$k}; }
	for my $k (keys %$v) { die "key $k is not documented: $line\n" if !$free && !exists $want{$k}; }
	$seen{$_}++ for keys %$v;
	$n++;
}
die "no line\n" unless $n;
P
line() { # line NAME FREE args...
	name=$1 free=$2
	shift 2
	"$fupan" --json "$@" >"$work/out" 2>"$work/err"
	code=$?
	why=$(perl "$work/keys.pl" "$top/docs/json.md" "$name" $free <"$work/out" 2>&1)
	if [ $code -eq 0 ] || [ $code -eq 3 ]; then [ -z "$why" ] || why="$why $(cat "$work/err")"; else why="exit $code: $(cat "$work/err") $why"; fi
	is "$name: keys as documented" "" "$why"
}
printf 'id,text\n1,包裹停了\n2,\n' >../t.csv
line init '' init ../other
line classify '' classify week:last-week
line train '' train type
line eval '' eval type
line "classify --diff" '' classify --diff
line explain '' explain 261117-aywg0m9
line new '' new --no-edit --const title=新的
line "label --next" '' label --next severity
line label '' label 261117-aywg0m9 severity=1
EDITOR='sed -i s/^severity:.*/severity:\ 2/' line edit '' edit 261117-aywg0m9
line submit '' submit 261120-7sjhd3x
line open '' open 261120-7sjhd3x
line mv '' mv 261120-7sjhd3x 261120-aaaaaaa
line rm '' rm 261120-aaaaaaa
line import '' import ../t.csv --set body=text
line list free list -n 5
line show free show 261117-aywg0m9
line log '' log 261117-aywg0m9
line log '' log
line check '' check
line actions '' actions
line due '' due
line search '' search 耐心等待
line "search --count" '' search 耐心等待 --count
line similar '' similar 261117-aywg0m9
line issues '' issues --week last-week
issue=$(ls issues | head -n 1)
issue=${issue%.md}
line "issues show" '' issues show "$issue"
line "issues rename" '' issues rename "$issue" "another name"
line "issues extract" '' issues extract
line "plugin list" '' plugin list
line "plugin show" '' plugin show type
line "plugin new" '' plugin new mine
line "plugin trust" '' plugin trust mine
line "plugin test" '' plugin test mine
line classify '' plugin run plugins/classify/mine.lua 价保
line eval free plugin eval type
line "classify --diff" '' plugin run plugins/classify/mine.lua --diff
line save '' save
line review '' review last-week
line deck '' deck last-week --to html,md
line index '' index
line "index --verify" '' index --verify
printf '电话13812345678，又说 13912345678\n收货人：李秀英，文三路88号。\n' >../private.txt
line export '' export --to csv -o ../cases.csv
line redact '' redact ../private.txt
# The lines, applied to the input, give what is printed as text.
cat >../apply.pl <<'P'
use strict;
use warnings;
use JSON::PP;
my $text = do { local $/; open my $f, '<', $ARGV[0] or die; <$f> };
for my $v (reverse map { JSON::PP->new->utf8->decode($_) } <STDIN>) {
	my ($old, $new) = map { utf8::encode(my $s = $v->{$_}); $s } qw(text replacement);
	die "not $old\n" if substr($text, $v->{start}, $v->{end} - $v->{start}) ne $old;
	substr($text, $v->{start}, $v->{end} - $v->{start}) = $new;
}
print $text;
P
"$fupan" redact ../private.txt >../text
is "the lines are what is replaced" "$(cat ../text)" "$(perl ../apply.pl ../private.txt <../out)"
run 0 "two files" "$fupan" --json redact ../private.txt ../private.txt
has "say which file" '"path":"../private.txt"' "$work/out"
run 2 "plugin api has no JSON form" "$fupan" --json plugin api
is "and prints nothing" "" "$(cat "$work/out")"
# the demo holds nothing twice
printf '编号,时间,内容\n1,2026-11-18,包裹停了三天没有人管\n2,2026-11-18,包裹停了三天，没有人管！\n' >../twice.csv
"$fupan" import ../twice.csv >/dev/null 2>&1
line duplicates '' duplicates
done_testing
