// Words of the editor and of Django's scripts. No page loads this file: it is where makemessages finds them, since the
// editor has no Ukrainian of its own and Django's lacks some of these.

// --- The editor: its buttons (newsdesk.js asks for their words) ---
gettext("bold");
gettext("italic");
gettext("blockquote");
gettext("unordered list");
gettext("ordered list");
gettext("horizontal rule");
gettext("insert link");
gettext("remove link");
gettext("paragraph");
gettext("subscript");
gettext("superscript");
gettext("undo");
gettext("redo");
gettext("Insert table");
gettext("Add column");
gettext("Delete column");
gettext("Add row");
gettext("Delete row");
gettext("Delete table");
gettext("Merge cells");
gettext("Split cell");
gettext("Toggle header cell");
gettext("Paragraph");
gettext("heading 2");
gettext("heading 3");
gettext("Heading 2");
gettext("Heading 3");

// --- The editor: its questions ---
gettext("Edit Link");
gettext("URL");
gettext("Title");
gettext("Open in new window");
gettext("Update");
gettext("Insert");
gettext("Cancel");
gettext("Rows");
gettext("Columns");
gettext("Include header row");
gettext("Table Properties");
gettext("Insert Table");
gettext("List properties");
gettext("List type");
gettext("Start at");
gettext("Bullets");
gettext("Decimal numbers");
gettext("Lowercase letters");
gettext("Uppercase letters");
gettext("Lowercase Roman numerals");
gettext("Uppercase Roman numerals");

// --- Django: choosing several of many ---
gettext("Choose all %s");
gettext("Choose selected %s");
gettext("Remove selected %s");
gettext("Remove all %s");
gettext("Available %s");
gettext("Chosen %s");
gettext("Choose %s by selecting them and then select the \"Choose\" arrow button.");
gettext("Remove %s by selecting them and then select the \"Remove\" arrow button.");
gettext("Type into this box to filter down the list of available %s.");
gettext("Type into this box to filter down the list of selected %s.");
gettext("(click to clear)");
ngettext("%s selected option not visible", "%s selected options not visible", 1);
