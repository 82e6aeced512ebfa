# fupan: build, test, demo. `make help` lists the targets.
VARIANT ?= release
BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= gcc
V       ?= 0
Q        = $(if $(filter 1,$(V)),,@)
.DEFAULT_GOAL := all
.SUFFIXES:
SHELL    = /bin/sh

FOLDERS  = base case text deck table postings store index plugin vault flow cli
# Opened at the first call into it (core/base/late.h), by the name that the linker would have written down.
LATE     = libgit2 libzip libxml-2.0 xlsxwriter
LIBS     = libcmark yaml-0.1 lua5.4 sqlite3 icu-uc icu-i18n jansson libdeflate libseccomp libsodium zlib
OUT      = $(BUILD)/$(VARIANT)
# The release binary is build/fupan; every other variant keeps its binary in its own folder.
BIN      = $(if $(filter release,$(VARIANT)),$(BUILD)/fupan,$(OUT)/fupan)

WARN     = -Wall -Wextra -Wshadow -Wconversion -Wvla -Wmissing-prototypes -Wstrict-prototypes -Wformat=2 -Wno-format-nonliteral -Werror
OPT_release = -O2 -g
OPT_fault   = -O1 -g -DFP_FAULTS
OPT_asan    = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all -DFP_FAULTS
OPT_cov     = -O0 -g --coverage -DFP_FAULTS
OPT_fuzz    = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DFP_FUZZ
soname   = $(or $(shell readelf -d "$$($(CC) -print-file-name=$(1).so)" 2>/dev/null | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p'),$(1).so)
PKG_CFLAGS := $(shell pkg-config --cflags $(LATE) $(LIBS) 2>/dev/null) -DFP_SO_GIT2='"$(call soname,libgit2)"' \
	-DFP_SO_ZIP='"$(call soname,libzip)"' -DFP_SO_XML='"$(call soname,libxml2)"' -DFP_SO_XLSXWRITER='"$(call soname,libxlsxwriter)"'
PKG_LIBS   := $(shell pkg-config --libs $(LIBS) 2>/dev/null) -llinear
CFLAGS_ALL  = -std=c11 -D_GNU_SOURCE -Icore -I$(BUILD)/gen $(WARN) $(OPT_$(VARIANT)) $(PKG_CFLAGS) $(CFLAGS)
LDFLAGS_ALL = $(filter -fsanitize% --coverage,$(OPT_$(VARIANT))) $(LDFLAGS)

SRC  = $(foreach d,$(FOLDERS),$(sort $(wildcard core/$(d)/*.c)))
# Files that travel inside the binary: the built-in schema, taxonomies, scripts and templates, the deck's style and script, and the shells' completion.
EMBED = $(sort $(wildcard core/case/builtin/*/*.yaml core/case/builtin/*/*.md core/case/builtin/*/*/*.md core/case/builtin/*/*/*.yaml core/deck/assets/* core/cli/assets/*))
GEN  = $(BUILD)/gen/embed.inc
OBJ  = $(SRC:%.c=$(OUT)/%.o)
MAIN = $(OUT)/core/cli/main.o
LIBOBJ = $(filter-out $(MAIN),$(OBJ))

all: $(BIN) ## build build/fupan

# Every object depends on this file and on the flags, so that a change of either rebuilds.
$(OUT)/flags: FORCE
	@mkdir -p $(OUT); echo '$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL)' | cmp -s - $@ || echo '$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL)' > $@
FORCE:

$(OUT)/%.o: %.c Makefile $(OUT)/flags | $(GEN)
	@mkdir -p $(@D)
	$(if $(Q),@echo "CC $<")
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

# The list is a file too, so that a file that was removed from it leaves the binary.
$(GEN).list: FORCE
	@mkdir -p $(@D); echo '$(EMBED)' | cmp -s - $@ || echo '$(EMBED)' > $@

$(GEN): $(EMBED) $(GEN).list core/base/embed.sh
	$(Q)sh core/base/embed.sh $(EMBED) > $@.tmp && mv $@.tmp $@

# The sum over classes is worth vector instructions, which gcc 12 does not make of it under -O2.
$(OUT)/core/text/model.o: OPT_release += -O3

$(OUT)/libfupan.a: $(LIBOBJ)
	$(if $(Q),@echo "AR $@")
	$(Q)rm -f $@ && ar rcs $@ $^

$(BIN): $(MAIN) $(OUT)/libfupan.a
	$(if $(Q),@echo "LD $@")
	$(Q)$(CC) $(LDFLAGS_ALL) $^ $(PKG_LIBS) -lm -o $@

# ---- unit tests: tests/unit/<folder>_<subject>.c, one TAP program each; functions named test_<what>(void) are found by name.
UNIT = $(sort $(wildcard tests/unit/*.c))
UNITBIN = $(UNIT:tests/unit/%.c=$(OUT)/unit/%)
$(OUT)/unit/%: tests/unit/%.c tests/lib/tap.h $(OUT)/libfupan.a
	@mkdir -p $(@D)
	$(if $(Q),@echo "CC $<")
	$(Q)sed -n 's/^void \(test_[a-z0-9_]*\)(void).*/TAP_TEST(\1)/p' $< > $@.tests
	$(Q)$(CC) $(CFLAGS_ALL) -Wno-missing-prototypes -Itests/lib -I. -DTAP_TESTS='"$@.tests"' -MMD -MP -MF $@.d -MT $@ $< $(OUT)/libfupan.a $(LDFLAGS_ALL) $(PKG_LIBS) -lm -o $@
unit: $(UNITBIN) ## build and run the unit tests of VARIANT
	$(Q)prove --nocolor $(UNITBIN)

-include $(OBJ:.o=.d) $(UNITBIN:%=%.d)

# ---- the two commands of the README. Each installs what it needs; the rest runs in a second make, which then finds the libraries.
demo: ## build, open the sample casebook in build/demo, classify, review and render its last week
	@sh tests/lib/setup.sh build
	@$(MAKE) --no-print-directory $(BUILD)/fupan
	@sh tests/lib/demo.sh $(BUILD)

test: ## build and run all tests
	@sh tests/lib/setup.sh test
	@$(MAKE) --no-print-directory check

TESTS = $(sort $(wildcard tests/lint/*.sh $(foreach d,cli plugin fault fuzz docs deck,tests/$(d)/t[0-9]*.sh)))
check: ## what `make test` runs once the packages are there
	@$(MAKE) --no-print-directory VARIANT=release all
	@$(MAKE) --no-print-directory VARIANT=fault $(BUILD)/fault/fupan
	@$(MAKE) --no-print-directory VARIANT=asan unit-build replay-build
	$(Q)FUPAN='$(abspath $(BUILD))/fupan' FUPAN_BUILD='$(abspath $(BUILD))' prove --nocolor -j2 $(patsubst %,$(BUILD)/asan/unit/%,$(notdir $(UNIT:.c=))) $(TESTS)

unit-build: $(UNITBIN)

# ---- sanitizers, coverage, fuzzing: each variant has its own folder below build/
asan: ## build build/asan/fupan with address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory VARIANT=asan all
cov: ## unit tests with coverage, summary by folder
	@$(MAKE) --no-print-directory VARIANT=cov unit
	@sh tests/lib/coverage.sh $(BUILD)/cov
FUZZERS = $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
fuzz: ## run every fuzzer for FUZZ_SECONDS (60), needs clang
	@$(MAKE) --no-print-directory VARIANT=fuzz CC=clang fuzz-build
	@for f in $(notdir $(FUZZERS:.c=)); do echo "FUZZ $$f"; mkdir -p $(BUILD)/fuzz/corpus/$$f; \
		$(BUILD)/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 $(BUILD)/fuzz/corpus/$$f tests/fuzz/corpus/$${f#fuzz_} >$(BUILD)/fuzz/$$f.log 2>&1 \
		|| { tail -40 $(BUILD)/fuzz/$$f.log; exit 1; }; done
fuzz-build: $(FUZZERS:tests/fuzz/%.c=$(OUT)/%)
$(OUT)/fuzz_%: tests/fuzz/fuzz_%.c $(OUT)/libfupan.a
	$(if $(Q),@echo "LD $@")
	$(Q)$(CC) $(filter-out -fsanitize%,$(CFLAGS_ALL)) -Wno-missing-prototypes -I. -fsanitize=fuzzer,address,undefined $< $(OUT)/libfupan.a $(PKG_LIBS) -lm -o $@
# The same targets with a plain main that runs every file of the corpus once.
replay-build: $(FUZZERS:tests/fuzz/%.c=$(OUT)/replay/%)
$(OUT)/replay/%: tests/fuzz/%.c tests/fuzz/replay.c $(OUT)/libfupan.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -Wno-missing-prototypes -I. $^ $(LDFLAGS_ALL) $(PKG_LIBS) -lm -o $@

N ?= 2000
bench: ## benchmarks for N cases (2000); N=100000 make bench for the full table, see docs/performance.md
	@sh tests/lib/setup.sh build
	@sh tests/lib/setup.sh peers || true
	@$(MAKE) --no-print-directory $(BUILD)/fupan $(OUT)/bench/parts $(OUT)/bench/measure $(OUT)/bench/fts5
	@N=$(N) FUPAN='$(abspath $(BUILD))/fupan' TOOLS='$(abspath $(OUT))/bench' sh tests/bench/run.sh
$(OUT)/bench/parts: $(wildcard tests/bench/parts/*) $(OUT)/libfupan.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(filter %.c %.a,$^) $(LDFLAGS_ALL) $(PKG_LIBS) $(shell pkg-config --libs $(LATE)) -lm -lpthread -o $@
$(OUT)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -std=c11 -D_GNU_SOURCE $(WARN) $< -o $@
$(OUT)/bench/model: tests/bench/model.c $(OUT)/libfupan.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $^ $(LDFLAGS_ALL) $(PKG_LIBS) -lm -o $@
bench-learn: ## trained classifiers beside scikit-learn on public sets, some minutes; SETS="zh-gov en-cfpb" for some
	@sh tests/lib/setup.sh build
	@sh tests/lib/setup.sh peers || true
	@$(MAKE) --no-print-directory $(OUT)/bench/model
	@TOOLS='$(abspath $(OUT))/bench' sh tests/bench/learn.sh
$(OUT)/bench/fts5: tests/bench/peers/fts5.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -std=c11 -D_GNU_SOURCE $(WARN) $(shell pkg-config --cflags sqlite3) $< $(shell pkg-config --libs sqlite3) -o $@

install: $(BUILD)/fupan ## install below PREFIX (/usr/local), with DESTDIR
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/fupan'
	install -m 755 $(BUILD)/fupan '$(DESTDIR)$(PREFIX)/bin/fupan'
	cp -R plugins cases '$(DESTDIR)$(PREFIX)/share/fupan/'
	install -D -m 644 core/cli/assets/fupan.bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/fupan'
	install -D -m 644 core/cli/assets/fupan.zsh '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_fupan'
	install -D -m 644 core/cli/assets/fupan.fish '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/fupan.fish'
uninstall: ## remove what install put there
	rm -rf '$(DESTDIR)$(PREFIX)/bin/fupan' '$(DESTDIR)$(PREFIX)/share/fupan' '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/fupan' \
		'$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_fupan' '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/fupan.fish'

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-12s %s\n' "$$t" "$$d"; done

.PHONY: all unit unit-build demo test check asan cov fuzz fuzz-build replay-build bench bench-learn install uninstall clean help FORCE
