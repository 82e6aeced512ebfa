#!/usr/bin/perl
# Runs the console examples of documents: in each ```console block a line "$ command" is run by sh in the document's own folder, and the lines
# below it are what it must print (stdout and stderr together). A line "..." stands for any lines, "…" inside a line for any text. "# exit N" after
# a command (at its end) expects that exit code. A block ```console skip is for reading only, and counted.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Cwd qw(abs_path);
use File::Temp qw(tempdir);

my $n = 0;
my $bad = 0;

sub result {
	my ($ok, $name, @why) = @_;
	$n++;
	print $ok ? "ok $n - $name\n" : "not ok $n - $name\n";
	return if $ok;
	$bad++;
	print map { "# $_\n" } map { split /\n/ } @why;
}

sub pattern {
	my @out;
	for my $line (@_) {
		if ($line eq '...') { push @out, '(?:[^\n]*\n)*?'; next; }
		push @out, join('[^\n]*', map { quotemeta } split(/…/, $line, -1)) . '[ \t]*\n';
	}
	return join '', @out;
}

my %where = map { $_ => abs_path($_) } @ARGV;
for my $file (@ARGV) {
	my $path = $where{$file} // die "$file is missing";
	open my $in, '<', $path or die "$path: $!";
	my @lines = <$in>;
	close $in;
	chomp @lines;
	my $dir = tempdir(CLEANUP => 1);
	chdir $dir or die;
	my ($inside, $skip) = (0, 0);
	my @todo;
	for my $i (0 .. $#lines) {
		my $l = $lines[$i];
		if (!$inside && $l =~ /^```console(\s+skip)?/) { $inside = 1; $skip = defined $1; next; }
		if ($inside && $l =~ /^```/) { $inside = 0; next; }
		next unless $inside;
		if ($l =~ /^\$ (.*)/) { push @todo, { line => $i + 1, cmd => $1, want => [], skip => $skip }; }
		elsif (@todo) { push @{ $todo[-1]{want} }, $l; }
	}
	for my $t (@todo) {
		my $name = "$file:$t->{line}: $t->{cmd}";
		if ($t->{skip}) { $n++; print "ok $n - $name # SKIP for reading only\n"; next; }
		my $code = $t->{cmd} =~ s/\s+# exit (\d+)$// ? $1 : 0;
		my $out = qx{( $t->{cmd}
) 2>&1 </dev/null};
		utf8::decode($out) unless utf8::is_utf8($out);
		my $got = $? >> 8;
		my $re = pattern(@{ $t->{want} });
		# In list context a failed match would be an empty list, and shift the arguments.
		my $same = !@{ $t->{want} } || scalar($out =~ /\A$re\z/);
		result(scalar($got == $code && $same), $name, "exit $got, want $code", "printed:", $out);
	}
	chdir '/';
}
print "1..$n\n";
exit($bad ? 1 : 0);
