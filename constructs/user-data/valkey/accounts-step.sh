# shellcheck shell=bash
# Who may ask Valkey, and for what. It holds hashes alone: the passwords are in files of those who use them.
# Nobody comes in as `default`; but as it the server reads its own log, and what that account may not do is lost without a word.
secret_create __SITE_SECRET__ >/dev/null
secret_create __NODES_SECRET__ >/dev/null
secret_file __NODES_SECRET__ __NODES_PASSWORD__ valkey
site=$(secret __SITE_SECRET__ | tr -d '\n' | sha256sum)
nodes=$(secret __NODES_SECRET__ | tr -d '\n' | sha256sum)
accounts=__ACCOUNTS__
install -m 0640 -g valkey /dev/null "$accounts.new"
cat > "$accounts.new" <<ACCOUNTS
user default off ~* &* +@all
user site on #${site%% *} ~* &* +@all -@admin -@dangerous__SITE_MAY__
user nodes on #${nodes%% *} +ping +info
ACCOUNTS
mv "$accounts.new" "$accounts"
