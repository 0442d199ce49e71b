/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** What a person can tell the console to do: one line of the palette, of the shortcuts, of the
 * menu. */
typedef struct {
  const char *action;   /* detailed name: "win.page::heat" */
  const char *label;    /* English; translate with gettext */
  const char *keywords; /* other words it is looked for by, or NULL */
  const char *icon;
  const char *accels[3];
  const char *page_key; /* bound by the page itself while the focus is in it, or NULL */
} TwCommand;

const TwCommand *tw_command_list (gsize *ret_n);
/** The command of a detailed action name, or NULL. */
const TwCommand *tw_command_find (const char *action);
/** Binds all keys. */
void tw_command_install_accels (GtkApplication *application);
/** "Ctrl+K", or NULL when the command has no key. Transfer full. */
char *tw_command_dup_shortcut (const TwCommand *command);
/** Whether the action exists around @widget's window and is enabled now. */
gboolean tw_command_is_enabled (const TwCommand *command, GtkWindow *window);

/** A page of the sidebar. */
typedef struct {
  const char *name;  /* in the stack and in win.page */
  const char *label; /* English; translate with gettext */
  const char *icon;
} TwPageInfo;

/** The pages there are, in order; Alt+1 is the first. */
const TwPageInfo *tw_page_list (gsize *ret_n);

G_END_DECLS
