tables() { # whether any database here has tables beside MariaDB's own and ours; whoever cannot look takes them for there
  local found
  [ -d __DATA_DIR__ ] || return 1
  found=$(find __DATA_DIR__ -mindepth 2 -maxdepth 2 \( -name '*.frm' -o -name '*.ibd' \) __NOT_OWN__ -print -quit) || return 0
  [ "$found" ]
}
