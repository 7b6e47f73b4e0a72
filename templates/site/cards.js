{%- set html %}{% include "cards.html" %}{% endset -%}
addCards({{ page.part }}, {{ html|tojson }});
