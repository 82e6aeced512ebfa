#!/usr/bin/perl
# corpus.pl N DIR: a seeded corpus of N complaint rows (id,received,title,body) as DIR/rows-1.csv, rows-2.csv ... of 100,000 rows each.
# Bodies of about 2.1 kB are dealt from a shuffled deck of real Chinese texts of $SHARED/data; the deck is shuffled again when it is used up, so
# no text is used more often than one more than any other: 100,000 rows use each at most ten times. The rows of a smaller corpus are the first
# rows of a larger one. Days fall in three years, about a hundred rows a day with 100,000. The sample complaints stand in where the data is absent.
use strict;
use warnings;
use utf8;

my ($n, $dir) = @ARGV;
my $shared = $ENV{SHARED} || '../shared';
my $seed = 20261122;
sub rnd { $seed = ($seed * 1103515245 + 12345) % 2147483648; return int($seed / 65536) % $_[0]; }
sub wide { return rnd(32768) * 32768 + rnd(32768); }

# RFC 4180 records of a file as a list of cells, as bytes: character positions in a long decoded string cost too much.
sub records {
	my ($path) = @_;
	open my $in, '<:raw', $path or return;
	local $/;
	my $text = <$in>;
	my $end = length $text;
	my (@rows, @row);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\r?\n|\z)/gc) {
		my ($cell, $sep) = ($1 // $2, $3);
		$cell =~ s/""/"/g;
		push @row, $cell;
		next if $sep eq ',';
		push @rows, [@row];
		@row = ();
		last if pos($text) >= $end;
	}
	return @rows;
}

# Pieces of at most 300 characters, cut behind sentences; what is shorter than eight says nothing.
my (@deck, %seen);
sub add {
	my ($t) = @_;
	utf8::decode($t);
	$t =~ s/\s+/ /g;
	$t =~ s/^ | $//g;
	for ($t =~ /\G(.{0,299}[。！？；!?~]|.{1,300})\s*/g) {
		my $piece = $_;
		next if length $piece < 8;
		utf8::encode($piece);
		push @deck, $piece unless $seen{$piece}++;
	}
}

my %columns = ('zh-shopping10/reviews.csv' => ['text'], 'zh-hotel/reviews.csv' => ['text'], 'zh-waimai/reviews.csv' => ['text'],
	'zh-gov-complaints/messages.csv' => ['detail'], 'zh-gov-complaints/classified.csv' => ['detail'], 'zh-gov-complaints/replies.csv' => ['detail', 'reply'],
	'zh-car-aspects/reviews.csv' => ['text'], 'zh-car-complaints/complaints.csv' => ['text'], 'zh-jd-dated/reviews.csv' => ['text'],
	'zh-heimao/complaints.csv' => ['detail'], 'zh-weibo-emotion/posts.csv' => ['text'], 'zh-antfin-pairs/pairs.csv' => ['a', 'b'],
	'zh-hant-appreviews/reviews.csv' => ['text']);
for my $f (sort keys %columns) {
	my @rows = records("$shared/data/$f");
	next unless @rows;
	my %at = map { $rows[0][$_] => $_ } 0 .. $#{ $rows[0] };
	for my $c (grep { defined } map { $at{$_} } @{ $columns{$f} }) {
		add($_->[$c] // '') for @rows[1 .. $#rows];
	}
}
if (!@deck) {
	for my $f (sort glob 'cases/cases/2026/*/*/*.md') {
		open my $in, '<:raw', $f or next;
		local $/;
		my $t = <$in>;
		utf8::decode($t);
		next unless $t =~ /## 投诉内容\n+(.*?)(?=\n## |\z)/s;
		my $body = $1;
		utf8::encode($body);
		add($body);
	}
	print STDERR "corpus: $shared/data is absent, the sample cases stand in\n";
}
%seen = ();

my ($at, $deals) = (scalar @deck, 0);
sub deal {
	if ($at == @deck) {
		for my $i (reverse 1 .. $#deck) {
			my $k = wide() % ($i + 1);
			@deck[$i, $k] = @deck[$k, $i];
		}
		($at, $deals) = (0, $deals + 1);
	}
	return $deck[$at++];
}

my ($o, @titles);
for my $i (1 .. $n) {
	if ($i % 100000 == 1) {
		close $o if $o;
		my $path = sprintf '%s/rows-%d.csv', $dir, 1 + int($i / 100000);
		open $o, '>:raw', $path or die "$path: $!";
		print $o "id,received,title,body\n";
	}
	my ($body, $want) = ('', 1000 + rnd(1900));
	$body .= ($body eq '' ? '' : "\n\n") . deal() while length $body < $want;
	my ($title) = $body =~ /^((?:[^\n\x80-\xff]|[\xc0-\xff][\x80-\xbf]+){1,20})/;
	s/"/""/g for $title, $body;
	printf $o "%d,%d-%02d-%02d %02d:%02d,\"%s\",\"%s\"\n", $i, 2023 + rnd(3), 1 + rnd(12), 1 + rnd(28), 8 + rnd(14), rnd(60), $title, $body;
}
close $o if $o;
printf "%d texts, each used at most %d times\n", scalar @deck, $deals;
