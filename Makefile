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

FOLDERS  = base case text deck table store index plugin flow cli
LIBS     = libgit2 libcmark yaml-0.1 lua5.4 sqlite3 icu-uc icu-i18n jansson libdeflate libseccomp zlib
OUT      = $(BUILD)/$(VARIANT)
# The release binary is build/fupan; every other variant keeps its binary in its own folder.
BIN      = $(if $(filter release,$(VARIANT)),$(BUILD)/fupan,$(OUT)/fupan)

WARN     = -Wall -Wextra -Wshadow -Wconversion -Wvla -Wmissing-prototypes -Wstrict-prototypes -Wformat=2 -Wno-format-nonliteral -Werror
OPT_release = -O2 -g
OPT_fault   = -O1 -g -DFP_FAULTS
OPT_asan    = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all -DFP_FAULTS
OPT_cov     = -O0 -g --coverage -DFP_FAULTS
OPT_fuzz    = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DFP_FUZZ
PKG_CFLAGS := $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(LIBS) 2>/dev/null) -lcsv
CFLAGS_ALL  = -std=c11 -D_GNU_SOURCE -Icore -I$(BUILD)/gen $(WARN) $(OPT_$(VARIANT)) $(PKG_CFLAGS) $(CFLAGS)
LDFLAGS_ALL = $(filter -fsanitize% --coverage,$(OPT_$(VARIANT))) $(LDFLAGS)

SRC  = $(foreach d,$(FOLDERS),$(sort $(wildcard core/$(d)/*.c)))
# Files that travel inside the binary: the built-in schema, taxonomies, scripts and templates, and the deck's style and script.
EMBED = $(sort $(wildcard core/case/builtin/*/*.yaml core/case/builtin/*/*.md core/case/builtin/*/*/*.md core/deck/assets/*))
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
	$(Q)$(CC) $(CFLAGS_ALL) -Wno-missing-prototypes -Itests/lib -DTAP_TESTS='"$@.tests"' -MMD -MP -MF $@.d -MT $@ $< $(OUT)/libfupan.a $(LDFLAGS_ALL) $(PKG_LIBS) -lm -o $@
unit: $(UNITBIN) ## build and run the unit tests of VARIANT
	$(Q)prove --nocolor $(UNITBIN)

-include $(OBJ:.o=.d) $(UNITBIN:%=%.d)

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-12s %s\n' "$$t" "$$d"; done

.PHONY: all unit clean help FORCE
