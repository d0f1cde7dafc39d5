"""What word processors and pages put on the clipboard, as it arrives, with the text that should come of it."""

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><title>Draft 3 final</title>
<link rel=File-List href="file:///C:/Users/olha/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- @font-face {font-family:Calibri;} p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style></head>
<body lang=UK style='tab-interval:35.4pt'><!--StartFragment-->
<h2 style='mso-margin-top-alt:auto'><span lang=EN-US style='mso-fareast-font-family:"Times New Roman"'>The bank of
the river<o:p></o:p></span></h2>
<p class=MsoNormal style='margin-bottom:0cm;text-align:justify'><span lang=EN-US style='font-size:12.0pt'>They said:
\u201cIt\u2019s <b style='mso-bidi-font-weight:normal'>rising</b>\u201d \u2014 and it was.<o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>sandbags</p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'><tr style='mso-yfti-irow:0'>
<td width=312 valign=top style='width:233.75pt'><p class=MsoNormal>gauge<o:p></o:p></p></td>
<td width=312><table><tr><td><p class=MsoNormal>inner<o:p></o:p></p></td></tr></table></td></tr></table>
<v:shape id="_x0000_i1025" type="#_x0000_t75"><v:imagedata src="file:///C:/clip_image001.png"/></v:shape>
<script>alert(1)</script><!--EndFragment--></body></html>"""

LIBREOFFICE = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<title></title><meta name="generator" content="LibreOffice 24.2 (Linux)"/>
<style type="text/css">@page { size: 21cm 29.7cm } p { line-height: 115%; background: transparent }</style></head>
<body lang="uk-UA" link="#000080" dir="ltr"><h2 class="western" style="font-weight: normal"><font
face="Arial, sans-serif">The bank of the river</font></h2>
<p align="justify" style="margin-bottom: 0cm"><font color="#c9211e"><font face="Liberation Serif, serif"><font size="4"
style="font-size: 14pt"><span style="background: #ffff00">They said: \u201cIt\u2019s <b>rising</b>\u201d \u2014 and it
was.</span></font></font></font></p><p style="margin-bottom: 0cm"><br/></p>
<ol><li><p style="margin-bottom: 0cm">sandbags</p></li></ol>
<table width="100%" cellpadding="4"><col width="128*"/><tr valign="top"><td style="border: none"><p>gauge</p></td>
<td><p>inner</p></td></tr></table></body></html>"""

GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-8f1c2a4e-7fff-2b1a">
<h2 dir="ltr" style="line-height:1.38;margin-top:18pt;"><span style="font-size:16pt;font-family:Arial,sans-serif;">The
bank of the river</span></h2>
<p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;white-space:pre-wrap;">They said:
\u201cIt\u2019s </span><span style="font-size:11pt;font-weight:700;">rising</span><span
style="font-weight:400;">\u201d \u2014 and it was.</span></p><br />
<ol style="margin-top:0;"><li dir="ltr" style="list-style-type:decimal;" aria-level="1"><p dir="ltr"
role="presentation"><span>sandbags</span></p></li></ol>
<div dir="ltr" align="left"><table style="border:none;"><colgroup><col width="312" /></colgroup><tbody><tr><td><p
dir="ltr"><span>gauge</span></p></td><td><p dir="ltr"><span>inner</span></p></td></tr></tbody></table></div></b>"""

SAMPLES = {"Word": WORD, "LibreOffice": LIBREOFFICE, "Google Docs": GOOGLE_DOCS}
SAID = "They said: “It’s rising” — and it was."
TEXT = ["The bank of the river", SAID, "sandbags", "gauge", "inner"]
