#!/bin/sh
# Real complaints week by week, as a team would live them: the issues that other people found by hand are found, keep their ids, and rise when they rise.
# Gold: messages that two and more of four teams put into one issue; those of one vote count neither way. Issues with three such messages are scored.
. "$(dirname "$0")/lib.sh"
csv=$shared/data/zh-gov-complaints/messages.csv
if [ ! -f "$csv" ]; then
	skip "weeks of real complaints" "$csv is absent"
	done_testing
	exit
fi
run 0 "init" "$fupan" init book
cd book || exit 1
run 0 "import" "$fupan" import "$csv" --set title=title --set body=detail --set received=date --set customer=user --key id
export FUPAN_NOW=2019-09-02T00:00:00Z
failed=
for week in $(seq -w 1 35); do
	"$fupan" --json issues --week "2019-W$week" 2>"$work/err" | sed "s/^/2019-W$week /" >>"$work/weeks" || failed="$failed $week"
done
is "35 weekly runs" "" "$failed"
grep -r '^source:' cases | sed -n 's|.*/\([0-9a-z]*-[0-9a-z]*\)\.md:.*key: [a-z0-9]*/\([0-9]*\),.*|\1 \2|p' >"$work/keys"
cat >"$work/score.pl" <<'P'
use strict;
use warnings;
use JSON::PP;
my ($csv, $weeks, $keys) = @ARGV;
my (%message, %votes, %gold, %board, @sum);
sub open_file { open my $f, '<', $_[0] or die "$_[0]: $!"; $f }
for (readline open_file($keys)) { /(\S+) (\d+)/ and $message{$1} = $2; }
my $text = do { local $/; readline open_file($csv) };
# Rows end with up,down,issue,votes; texts in between may hold line ends.
my $id;
for (split /\n/, $text) { $id = $1 if /^(\d{5,}),A\w+,20\d\d/; next unless /,\d+,\d+,(H\d\d)?,(\d)\r?$/; $votes{$id} = $2; push @{$gold{$1}}, $id if $1 && $2 >= 2; }
for (readline open_file($weeks)) { my ($week, $json) = /^(\S+) (.*)/; push @{$board{$week}}, decode_json($json); }
my $last = (sort keys %board)[-1];
for my $h (sort grep { @{$gold{$_}} >= 3 } keys %gold) {
	my (%id, @rising, @best);
	my %in = map { $_ => 1 } @{$gold{$h}};
	for my $week (sort keys %board) {
		my ($most, $row) = (2);
		for my $v (@{$board{$week}}) {
			my $hit = grep { $in{$message{$_} // ''} } @{$v->{cases}};
			($most, $row) = ($hit, $v) if $hit > $most;
			next unless $week eq $last && $hit;
			my $all = grep { ($votes{$message{$_} // ''} // 0) != 1 } @{$v->{cases}};
			my ($p, $r) = ($hit / $all, $hit / keys %in);
			@best = (2 * $p * $r / ($p + $r), $p, $r) if !@best || 2 * $p * $r / ($p + $r) > $best[0];
		}
		next unless $row;
		$id{$row->{id}} = 1;
		push @rising, $week if $row->{status} eq 'rising';
	}
	@best = (0, 0, 0) unless @best;
	$sum[$_] += $best[$_] for 0 .. 2;
	printf "%s F %.3f P %.3f R %.3f of %d, ids %d, rising %s\n", $h, @best, scalar(keys %in), scalar(keys %id), join(',', map { substr $_, 5 } @rising) || '-';
}
my $n = grep { @$_ >= 3 } values %gold;
printf "mean F %.3f P %.3f R %.3f over %d\n", map({ $_ / $n } @sum), $n;
P
perl "$work/score.pl" "$csv" "$work/weeks" "$work/keys" >"$work/score"
sed 's/^/# /' "$work/score"
rows=$(wc -l <"$work/weeks")
echo "# $(ls issues | wc -l) issues; of $rows issue-weeks $(grep -c '"status":"rising"' "$work/weeks") rising, $(grep -c '"sure":true' "$work/weeks") sure"
least() { awk -v h="$1" -v f="$2" '$1 == h && $3 >= f { ok = 1 } END { exit !ok }' "$work/score"; }
yes "H02 is found" least H02 .85
yes "H03 is found" least H03 .85
yes "H04 is found" least H04 .80
yes "H05 is found" least H05 .60
yes "their mean F" least mean .80
for h in H02 H03 H04 H05; do
	is "$h has one id over the weeks" "ids 1," "$(sed -n "s/^$h .*\(ids [0-9]*,\).*/\1/p" "$work/score")"
done
yes "H02 rises in the weeks of August" sh -c "grep -q '^H02 .*rising.*W31.*W34' '$work/score'"
yes "H03 rises in its week of four" sh -c "grep -q '^H03 .*rising.*W22' '$work/score'"
yes "few of all issue-weeks are called rising" test $((1000 * $(grep -c '"status":"rising"' "$work/weeks"))) -le $((12 * rows))
yes "git status is clean" clean .
done_testing
