#!/usr/bin/perl
# corpus.pl N OUT.csv: a seeded corpus of N complaint rows (id,received,title,body), bodies of about 2.2 kB put together from real Chinese texts of
# $SHARED/data, each used at most ten times; from the sample casebook's complaints where that folder is absent.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));

my ($n, $out) = @ARGV;
my $shared = $ENV{SHARED} || '../shared';
my $seed = 20261122;
sub rnd { $seed = ($seed * 1103515245 + 12345) % 2147483648; return int($seed / 65536) % $_[0]; }

# RFC 4180 records of a file as a list of cells.
sub records {
	my ($path) = @_;
	# As bytes: character positions in a long decoded string cost too much.
	open my $in, '<:raw', $path or return;
	local $/;
	my $text = <$in>;
	my $end = length $text;
	my (@rows, @row, $cell);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\r?\n|\z)/gc) {
		my $sep = $3;
		$cell = defined $1 ? $1 : $2;
		$cell =~ s/""/"/g;
		utf8::decode($cell);
		push @row, $cell;
		next if $sep eq ',';
		push @rows, [@row];
		@row = ();
		last if pos($text) >= $end;
	}
	return @rows;
}

my @texts;
my %column = ('zh-shopping10/reviews.csv' => 'text', 'zh-hotel/reviews.csv' => 'text', 'zh-waimai/reviews.csv' => 'text',
	'zh-gov-complaints/messages.csv' => 'detail', 'zh-gov-complaints/replies.csv' => 'detail', 'zh-car-aspects/reviews.csv' => 'text', 'zh-jd-dated/reviews.csv' => 'text');
for my $f (sort keys %column) {
	my @rows = records("$shared/data/$f");
	next unless @rows;
	my ($c) = grep { $rows[0][$_] eq $column{$f} } 0 .. $#{ $rows[0] };
	next unless defined $c;
	shift @rows;
	push @texts, map { my $t = $_->[$c] // ''; $t =~ s/\s+/ /g; $t =~ s/^ | $//g; length $t >= 8 ? substr($t, 0, 900) : () } @rows;
}
if (!@texts) {
	for my $f (glob 'cases/cases/2026/*/*/*.md') {
		open my $in, '<', $f or next;
		local $/;
		my $t = <$in>;
		push @texts, $1 =~ s/\s+/ /gr if $t =~ /## 投诉内容\n+(.*?)(?=\n## |\z)/s;
	}
	print STDERR "corpus: $shared/data is absent, the sample cases stand in\n";
}
my @used = (0) x @texts;
open my $o, '>', $out or die "$out: $!";
print $o "id,received,title,body\n";
for my $i (1 .. $n) {
	my ($body, $tries) = ('', 0);
	while (length $body < 720 && $tries++ < 60) {
		my $k = rnd(scalar @texts);
		next if $used[$k] >= 10 && $tries < 50;
		$used[$k]++;
		$body .= ($body eq '' ? '' : "\n\n") . $texts[$k];
	}
	$body =~ s/"/""/g;
	my $title = substr($texts[ rnd(scalar @texts) ], 0, 24);
	$title =~ s/"/""/g;
	printf $o "%d,2025-%02d-%02d %02d:%02d,\"%s\",\"%s\"\n", $i, 1 + rnd(12), 1 + rnd(28), 8 + rnd(14), rnd(60), $title, $body;
}
close $o;
